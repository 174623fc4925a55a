package io.lokstra.middleware;

import io.lokstra.config.Default;
import io.lokstra.http.HeaderName;
import io.lokstra.http.Middleware;
import io.lokstra.http.Next;
import io.lokstra.http.RequestContext;
import io.lokstra.http.Response;
import java.util.function.UnaryOperator;

/**
 * Tells the client the id by which logs name its request and, where it is told to, takes the id the
 * request came with.
 */
public final class RequestId implements Middleware {
  private static final int LONGEST = 128;

  /**
   * Where the id is.
   *
   * @param header the field that carries it
   * @param trustIncoming whether an id that comes with a request is taken. Only behind a proxy that
   *     sets or removes the field: otherwise anyone can make their requests look like another's in
   *     the logs
   */
  @io.lokstra.config.Options
  public record Options(
      @Default("x-request-id") String header, @Default("false") boolean trustIncoming) {

    /** {@code x-request-id}, always of our own making. */
    public static Options defaults() {
      return new Options("x-request-id", false);
    }

    /** Another field. */
    public Options header(String name) {
      return new Options(name, trustIncoming);
    }

    /** Takes ids that come with requests, or not. */
    public Options trustIncoming(boolean trusted) {
      return new Options(header, trusted);
    }
  }

  private final HeaderName header;
  private final Options options;

  private RequestId(Options options) {
    this.header = HeaderName.of(options.header());
    this.options = options;
  }

  /** In {@code x-request-id}. */
  public static RequestId create() {
    return create(Options.defaults());
  }

  /** {@code create(id -> id.trustIncoming(true))}. */
  public static RequestId create(UnaryOperator<Options> options) {
    return create(options.apply(Options.defaults()));
  }

  /** By these options. */
  public static RequestId create(Options options) {
    return new RequestId(options);
  }

  @Override
  public Response handle(RequestContext ctx, Next next) {
    if (options.trustIncoming()) {
      ctx.header(options.header()).filter(RequestId::isPlain).ifPresent(ctx::adoptRequestId);
    }
    Response response = next.handle(ctx);
    return response.withHeader(header.with(ctx.requestId()));
  }

  /** Letters, digits and {@code -_.:}: nothing that means anything to a log, a shell or a page. */
  private static boolean isPlain(String id) {
    if (id.isEmpty() || id.length() > LONGEST) {
      return false;
    }
    for (int i = 0; i < id.length(); i++) {
      char c = id.charAt(i);
      boolean plain =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || "-_.:".indexOf(c) >= 0;
      if (!plain) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String name() {
    return "request-id";
  }
}
