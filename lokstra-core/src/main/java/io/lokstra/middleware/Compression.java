package io.lokstra.middleware;

import io.lokstra.config.ByteSize;
import io.lokstra.config.Default;
import io.lokstra.http.Header;
import io.lokstra.http.Middleware;
import io.lokstra.http.Next;
import io.lokstra.http.RequestContext;
import io.lokstra.http.Response;
import io.lokstra.http.ResponseBody;
import io.lokstra.internal.text.Printable;
import io.lokstra.internal.web.AcceptEncoding;
import io.lokstra.internal.web.Deflaters;
import io.lokstra.internal.web.HttpToken;
import io.lokstra.internal.web.ListField;
import io.lokstra.internal.web.MediaTypes;
import io.lokstra.internal.web.PackedOutput;
import io.lokstra.internal.web.Vary;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.PositiveOrZero;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.zip.Deflater;

/**
 * Packs answers for clients that ask for it ({@code Accept-Encoding}, RFC 9110 §12.5.3), in gzip or
 * deflate: those of a type that packs well, long enough to gain by it. Left alone are what is
 * packed already, parts of a whole, event streams, and what says {@code no-transform}. A strong
 * entity tag becomes weak: it no longer names these bytes.
 *
 * <p>A page that holds a secret beside what a stranger can put into it gives the secret away by its
 * packed length (the BREACH attack): leave it out there, or mask the secret as {@link Csrf#token}
 * is.
 */
public final class Compression implements Middleware {
  private static final Header VARY = Header.of("vary", "Accept-Encoding");
  private static final Header GZIP = Header.of("content-encoding", "gzip");
  private static final Header DEFLATE = Header.of("content-encoding", "deflate");
  private static final int IDLE_DEFLATERS = 16;

  /**
   * What is packed.
   *
   * @param types the media types that are: {@code text/css}, all of a kind as {@code text/*}, all
   *     of a syntax as {@code *+json}; never {@code text/event-stream}
   * @param minSize the shortest body that is; below it the packed form is no shorter on the wire
   * @param level 1, fast, to 9, small
   */
  @io.lokstra.config.Options
  public record Options(
      @Default(
              "text/*,*+json,*+xml,application/json,application/javascript,application/xml,"
                  + "application/wasm,application/x-ndjson")
          List<String> types,
      @Default("1KiB") @ByteSize @PositiveOrZero int minSize,
      @Default("5") @Min(1) @Max(9) int level) {

    /** Checks each type. */
    public Options {
      for (int i = 0; i < types.size(); i++) {
        if (!isPattern(types.get(i))) {
          throw new IllegalArgumentException(
              "types[%d] is no media type: '%s'; expected text/css, text/* or *+json, in lower case"
                  .formatted(i, Printable.of(types.get(i))));
        }
      }
      types = List.copyOf(types);
    }

    private static boolean isPattern(String type) {
      if (type.startsWith("*+")) {
        return HttpToken.isToken(type) && type.length() > 2 && type.indexOf('*', 1) < 0;
      }
      int slash = type.indexOf('/');
      if (slash < 0 || !type.equals(type.toLowerCase(Locale.ROOT))) {
        return false;
      }
      String kind = type.substring(0, slash);
      String syntax = type.substring(slash + 1);
      return HttpToken.isToken(kind)
          && kind.indexOf('*') < 0
          && HttpToken.isToken(syntax)
          && (syntax.equals("*") || syntax.indexOf('*') < 0);
    }

    /** Text of all kinds from 1 KiB on. */
    public static Options defaults() {
      return new Options(
          List.of(
              "text/*",
              "*+json",
              "*+xml",
              "application/json",
              "application/javascript",
              "application/xml",
              "application/wasm",
              "application/x-ndjson"),
          1024,
          5);
    }

    /** These types. */
    public Options types(String... mediaTypes) {
      return new Options(List.of(mediaTypes), minSize, level);
    }

    /** From so many bytes on. */
    public Options minSize(int bytes) {
      return new Options(types, bytes, level);
    }

    /** From 1, fast, to 9, small. */
    public Options level(int effort) {
      return new Options(types, minSize, effort);
    }
  }

  private final Options options;
  private final Deflaters raw;
  private final Deflaters framed;

  private Compression(Options options) {
    if (options.level() < 1 || options.level() > 9 || options.minSize() < 0) {
      throw new IllegalArgumentException(
          "compression: level is %d and min-size %d; expected 1 to 9, and 0 or more"
              .formatted(options.level(), options.minSize()));
    }
    this.options = options;
    raw = new Deflaters(IDLE_DEFLATERS, options.level(), true);
    framed = new Deflaters(IDLE_DEFLATERS, options.level(), false);
  }

  /** Text of all kinds from 1 KiB on. */
  public static Compression create() {
    return create(Options.defaults());
  }

  /** {@code create(pack -> pack.minSize(512))}. */
  public static Compression create(UnaryOperator<Options> options) {
    return create(options.apply(Options.defaults()));
  }

  /** By these options. */
  public static Compression create(Options options) {
    return new Compression(options);
  }

  @Override
  public Response handle(RequestContext ctx, Next next) {
    Response response = next.handle(ctx);
    if (response.status() == 304) {
      // It updates what a cache has, which may be the packed form, so it must be as careful.
      AcceptEncoding coding = AcceptEncoding.best(ctx.headers());
      Response varying = Vary.with(response, VARY);
      return coding == AcceptEncoding.IDENTITY || isOfThePlain(ctx, response)
          ? varying
          : withWeakTag(varying);
    }
    if (!mayBePacked(response)) {
      return response;
    }
    Response varying = Vary.with(response, VARY);
    AcceptEncoding coding = AcceptEncoding.best(ctx.headers());
    if (coding == AcceptEncoding.IDENTITY) {
      return varying;
    }
    return withWeakTag(varying)
        .withHeader(coding == AcceptEncoding.GZIP ? GZIP : DEFLATE)
        .withoutHeader("accept-ranges")
        .withoutHeader("content-md5")
        .withoutHeader("content-digest")
        .withBody(packed(response.body(), coding));
  }

  private boolean mayBePacked(Response response) {
    boolean isLong =
        switch (response.body()) {
          case ResponseBody.Bytes bytes -> bytes.content().length >= Math.max(1, options.minSize());
          case ResponseBody.Stream stream ->
              stream.length() < 0 || stream.length() >= options.minSize();
          default -> false;
        };
    return isLong
        && response.status() != 206
        && response.status() >= 200
        && response.status() != 204
        && !response.headers().contains("content-encoding")
        && !response.headers().contains("content-range")
        && !ListField.has(response.headers(), "cache-control", "no-transform")
        && response.headers().first("content-type").map(this::isListed).orElse(false);
  }

  private boolean isListed(String contentType) {
    String type = MediaTypes.essence(contentType);
    if (type.equals("text/event-stream")) {
      return false;
    }
    for (String listed : options.types()) {
      boolean matches =
          listed.startsWith("*+")
              ? type.endsWith(listed.substring(1))
              : listed.endsWith("/*")
                  ? type.startsWith(listed.substring(0, listed.length() - 1))
                  : type.equals(listed);
      if (matches) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether the client asked by the strong tag of this response and by no weak one: packed forms
   * have weak tags, so it holds one that was not packed.
   */
  private static boolean isOfThePlain(RequestContext ctx, Response response) {
    Optional<String> tag = response.headers().first("etag");
    if (tag.isEmpty()) {
      return false;
    }
    boolean strong = false;
    for (String field : ctx.headers().all("if-none-match")) {
      if (field.contains("W/" + tag.get())) {
        return false;
      }
      strong |= field.contains(tag.get());
    }
    return strong;
  }

  private static Response withWeakTag(Response response) {
    Optional<String> tag = response.headers().first("etag");
    return tag.isEmpty() || tag.get().startsWith("W/")
        ? response
        : response.withHeader("etag", "W/" + tag.get());
  }

  private ResponseBody packed(ResponseBody body, AcceptEncoding coding) {
    if (body instanceof ResponseBody.Bytes(byte[] content)) {
      ByteArrayOutputStream out = new ByteArrayOutputStream(content.length / 3 + 64);
      try {
        pack(out, coding, packing -> packing.write(content));
      } catch (IOException e) {
        throw new UncheckedIOException("writing to memory failed", e);
      }
      return new ResponseBody.Bytes(out.toByteArray());
    }
    ResponseBody.Stream stream = (ResponseBody.Stream) body;
    return new ResponseBody.Stream(-1, out -> pack(out, coding, stream.writer()));
  }

  /** Packs what {@code writer} writes; one that fails leaves a stream that has no end. */
  private void pack(OutputStream out, AcceptEncoding coding, ResponseBody.Stream.Writer writer)
      throws IOException {
    boolean gzip = coding == AcceptEncoding.GZIP;
    Deflaters deflaters = gzip ? raw : framed;
    Deflater deflater = deflaters.take();
    PackedOutput packing = new PackedOutput(out, deflater, gzip);
    try {
      writer.writeTo(packing);
      packing.finish();
    } finally {
      // Where a thread that the writer left behind is still in there, the collector frees it.
      if (packing.release()) {
        deflaters.give(deflater);
      }
    }
  }

  @Override
  public String name() {
    return "compression";
  }
}
