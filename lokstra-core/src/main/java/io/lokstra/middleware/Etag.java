package io.lokstra.middleware;

import io.lokstra.config.Default;
import io.lokstra.http.EntityTag;
import io.lokstra.http.Middleware;
import io.lokstra.http.Next;
import io.lokstra.http.RequestContext;
import io.lokstra.http.Response;
import io.lokstra.http.ResponseBody;
import io.lokstra.http.ResponseHeaders;
import io.lokstra.internal.web.ListField;
import io.lokstra.internal.web.Sha256;
import java.util.Arrays;
import java.util.Base64;
import java.util.function.UnaryOperator;

/**
 * Names the bytes of an answer ({@code ETag}, RFC 9110 §8.8.3), and sends 304 in the place of what
 * a client has already. It spares the network, not the work: the handler has run. A handler that
 * can tell a version by itself does better with {@link RequestContext#unlessMatch}; its tag is left
 * as it is. For answers of 200 to GET and HEAD whose bytes are in memory, and that may be stored.
 */
public final class Etag implements Middleware {
  /** 128 bits of a digest: enough that two states do not share a tag by chance, or by intent. */
  private static final int LENGTH = 16;

  /**
   * How they are named.
   *
   * @param weak whether tags say "equivalent" rather than "the same bytes"
   */
  @io.lokstra.config.Options
  public record Options(@Default("false") boolean weak) {

    /** Strong tags. */
    public static Options defaults() {
      return new Options(false);
    }

    /** Weak tags, or strong ones. */
    public Options weak(boolean chosen) {
      return new Options(chosen);
    }
  }

  private final Options options;

  private Etag(Options options) {
    this.options = options;
  }

  /** Strong tags. */
  public static Etag create() {
    return create(Options.defaults());
  }

  /** {@code create(tags -> tags.weak(true))}. */
  public static Etag create(UnaryOperator<Options> options) {
    return create(options.apply(Options.defaults()));
  }

  /** By these options. */
  public static Etag create(Options options) {
    return new Etag(options);
  }

  @Override
  public Response handle(RequestContext ctx, Next next) {
    Response response = next.handle(ctx);
    boolean reads = ctx.method().equals("GET") || ctx.method().equals("HEAD");
    if (!reads
        || response.status() != 200
        || !(response.body() instanceof ResponseBody.Bytes(byte[] content))
        || response.headers().contains("etag")
        || ListField.has(response.headers(), "cache-control", "no-store")) {
      return response;
    }
    EntityTag tag = new EntityTag(digest(content), options.weak());
    Response answer = ctx.unlessMatch(tag, () -> response);
    return answer.status() == 304
        ? answer.withHeaders(answer.headers().withDefaults(ofCache(response.headers())))
        : answer;
  }

  /** All but what describes the bytes that are not sent (RFC 9110 §15.4.5). */
  private static ResponseHeaders ofCache(ResponseHeaders headers) {
    return headers
        .without("content-type")
        .without("content-encoding")
        .without("content-language")
        .without("content-disposition");
  }

  private static String digest(byte[] content) {
    byte[] digest = Sha256.of(content);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(digest, LENGTH));
  }

  @Override
  public String name() {
    return "etag";
  }
}
