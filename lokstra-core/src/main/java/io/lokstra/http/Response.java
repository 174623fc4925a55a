package io.lokstra.http;

import io.lokstra.internal.text.Printable;
import io.lokstra.internal.web.MediaTypes;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An answer, as a value: status, header fields, body. Immutable; nothing is sent by making one.
 *
 * <p>Whatever wraps a handler receives the response as it will be sent and returns it, or another
 * one.
 */
public final class Response {
  private static final Header TEXT = Header.of("content-type", "text/plain; charset=utf-8");
  private static final Header HTML = Header.of("content-type", "text/html; charset=utf-8");
  private static final Header OCTETS = Header.of("content-type", "application/octet-stream");

  private final int status;
  private final ResponseHeaders headers;
  private final ResponseBody body;
  private final @Nullable Throwable cause;

  private Response(
      int status, ResponseHeaders headers, ResponseBody body, @Nullable Throwable cause) {
    this.status = status;
    this.headers = headers;
    this.body = body;
    this.cause = cause;
  }

  /** A response with {@code status} and nothing else. */
  public static Response of(int status) {
    return new Response(
        checked(status), ResponseHeaders.empty(), ResponseBody.Empty.INSTANCE, null);
  }

  /** A response of all its parts. */
  public static Response of(int status, ResponseHeaders headers, ResponseBody body) {
    return new Response(checked(status), headers, body, null);
  }

  /** 200 with {@code data} in the success envelope. */
  public static Response ok(Object data) {
    return of(200, data);
  }

  /** {@code status} with {@code data} in the success envelope. */
  public static Response of(int status, Object data) {
    return of(
        status,
        ResponseHeaders.empty(),
        new ResponseBody.Data(data, ResponseBody.Data.Shape.ENVELOPE));
  }

  /** 200 with {@code data} as a JSON document without an envelope. */
  public static Response json(Object data) {
    return of(
        200, ResponseHeaders.empty(), new ResponseBody.Data(data, ResponseBody.Data.Shape.BARE));
  }

  /** 200 with plain text in UTF-8. */
  public static Response text(String text) {
    return bytes(text.getBytes(StandardCharsets.UTF_8), TEXT);
  }

  /** 200 with an HTML page in UTF-8. What came from outside must have been escaped. */
  public static Response html(String html) {
    return bytes(html.getBytes(StandardCharsets.UTF_8), HTML);
  }

  /** 200 with bytes as {@code application/octet-stream}. The array is not copied. */
  public static Response bytes(byte[] content) {
    return bytes(content, OCTETS);
  }

  /**
   * 200 with bytes of a media type. The array is not copied.
   *
   * @param mediaType {@code "image/png"}
   */
  public static Response bytes(byte[] content, String mediaType) {
    return bytes(content, Header.of("content-type", mediaType));
  }

  /** 200 with bytes; {@code contentType} is the whole field, so that a constant costs nothing. */
  public static Response bytes(byte[] content, Header contentType) {
    return of(200, ResponseHeaders.of(contentType), new ResponseBody.Bytes(content));
  }

  /** 204, no body. */
  public static Response noContent() {
    return of(204);
  }

  /**
   * 200 with bytes to be saved as a file of that name, whatever characters it has (RFC 6266, RFC
   * 8187).
   */
  public static Response download(byte[] content, String mediaType, String fileName) {
    return bytes(content, mediaType)
        .withHeader("content-disposition", Disposition.attachment(fileName));
  }

  /** 200 with a body that is written as it is made, with the client's pace. */
  public static Response stream(String mediaType, ResponseBody.Stream.Writer writer) {
    return of(
        200,
        ResponseHeaders.of(Header.of("content-type", mediaType)),
        new ResponseBody.Stream(-1, writer));
  }

  /**
   * 200 with text that is written as it is made, with the client's pace, in the charset of {@code
   * mediaType}; in UTF-8, which is then added to it, where it names none.
   *
   * @param mediaType {@code "text/csv"}, {@code "text/plain; charset=iso-8859-1"}
   * @param writer writes to a buffer; a character that the charset does not have is an error there
   * @throws IllegalArgumentException when the charset is not known
   */
  public static Response writer(String mediaType, TextWriter writer) {
    Optional<String> named = MediaTypes.parameter(mediaType, "charset");
    Charset charset = named.map(Charset::forName).orElse(StandardCharsets.UTF_8);
    return stream(
        named.isPresent() ? mediaType : mediaType + "; charset=utf-8",
        out -> {
          // An encoder of its own reports what it cannot write, where a charset would write '?'.
          Writer text = new OutputStreamWriter(out, charset.newEncoder());
          writer.writeTo(text);
          text.flush();
        });
  }

  /** Writes a body of text. */
  @FunctionalInterface
  public interface TextWriter {
    /** Writes all of it to {@code out}; {@code flush} sends what is there. */
    void writeTo(Writer out) throws IOException;
  }

  /**
   * 303 to a path of the same origin: {@code "/todos"}.
   *
   * @throws IllegalArgumentException for anything a browser could take for another origin ({@code
   *     "//evil.example"}, {@code "/\evil.example"}, {@code "https:…"}); an origin that is meant is
   *     allowed by {@link #redirectTo}
   */
  public static Response redirect(String path) {
    if (!path.startsWith("/")
        || path.startsWith("//")
        || path.chars().anyMatch(c -> c <= ' ' || c == '\\' || c >= 127)) {
      throw new IllegalArgumentException(
          "not a path of this origin to redirect to: '"
              + Printable.of(path)
              + "'; expected /path, percent-encoded; use redirectTo for other origins");
    }
    return of(303).withHeader("location", path);
  }

  /**
   * 303 to another origin that is allowed.
   *
   * @param allowedOrigins scheme, host and port, as in {@code "https://login.example"}
   * @throws IllegalArgumentException when the target is on none of them
   */
  public static Response redirectTo(URI target, String... allowedOrigins) {
    String origin = target.getScheme() + "://" + target.getRawAuthority();
    for (String allowed : allowedOrigins) {
      if (allowed.equalsIgnoreCase(origin)) {
        return of(303).withHeader("location", target.toASCIIString());
      }
    }
    throw new IllegalArgumentException(
        "not allowed to redirect to "
            + Printable.of(origin)
            + "; allowed: "
            + (allowedOrigins.length == 0 ? "none" : String.join(", ", allowedOrigins)));
  }

  /** An error in the application's shape. */
  public static Response error(Failure failure) {
    return of(
        failure.status(),
        ResponseHeaders.empty(),
        new ResponseBody.Data(failure, ResponseBody.Data.Shape.ENVELOPE));
  }

  /** An error in the application's shape. */
  public static Response error(int status, String code, String message) {
    return error(new Failure(status, code, message, List.of()));
  }

  /** 400: the request cannot be read. */
  public static Response badRequest(String message) {
    return error(Failure.of(400, message));
  }

  /**
   * 401: credentials are needed.
   *
   * @param challenge the {@code WWW-Authenticate} field: {@code "Bearer"}
   */
  public static Response unauthorized(String challenge) {
    return error(Failure.of(401)).withHeader("www-authenticate", challenge);
  }

  /** 403: known, but not allowed. */
  public static Response forbidden(String message) {
    return error(Failure.of(403, message));
  }

  /** 404: there is no such thing. */
  public static Response notFound(String message) {
    return error(Failure.of(404, message));
  }

  /** 409: at odds with what is there. */
  public static Response conflict(String message) {
    return error(Failure.of(409, message));
  }

  /** 412: what is there is not what the request expects. */
  public static Response preconditionFailed(String message) {
    return error(Failure.of(412, message));
  }

  /** 413: more than is taken here. */
  public static Response contentTooLarge(String message) {
    return error(Failure.of(413, message));
  }

  /** 415: a media type that is not understood here. */
  public static Response unsupportedMediaType(String message) {
    return error(Failure.of(415, message));
  }

  /** 422: readable, but these fields are not valid. */
  public static Response invalid(List<FieldError> fields) {
    return error(HttpException.invalid(fields).failure());
  }

  /** 429: asked too often; {@code retryAfter} is rounded up to whole seconds. */
  public static Response tooManyRequests(Duration retryAfter) {
    return failed(HttpException.tooManyRequests(retryAfter));
  }

  /** 500, with nothing said of why. */
  public static Response internalError() {
    return error(Failure.of(500));
  }

  /** 503: not now; {@code retryAfter} is rounded up to whole seconds. */
  public static Response unavailable(String message, Duration retryAfter) {
    return failed(HttpException.unavailable(message, retryAfter));
  }

  private static Response failed(HttpException error) {
    return error(error.failure()).withHeaders(error.headers());
  }

  /** The status code. */
  public int status() {
    return status;
  }

  /** The header fields. */
  public ResponseHeaders headers() {
    return headers;
  }

  /** The body. */
  public ResponseBody body() {
    return body;
  }

  /** What made this response an error, where an exception did. */
  public Optional<Throwable> cause() {
    return Optional.ofNullable(cause);
  }

  /** This response with another status. */
  public Response withStatus(int status) {
    return new Response(checked(status), headers, body, cause);
  }

  /** This response with one field called {@code name}, in the place of any there was. */
  public Response withHeader(String name, String value) {
    return withHeader(Header.of(name, value));
  }

  /** This response with {@code field} in the place of any of the same name. */
  public Response withHeader(Header field) {
    return new Response(status, headers.with(field), body, cause);
  }

  /** This response with {@code field} beside any of the same name. */
  public Response plusHeader(Header field) {
    return new Response(status, headers.plus(field), body, cause);
  }

  /** This response with a cookie to be set, beside any others. */
  public Response withCookie(Cookie cookie) {
    return plusHeader(cookie.toHeader());
  }

  /** This response without fields called {@code name}. */
  public Response withoutHeader(String name) {
    return new Response(status, headers.without(name), body, cause);
  }

  /** This response with other header fields. */
  public Response withHeaders(ResponseHeaders headers) {
    return new Response(status, headers, body, cause);
  }

  /** This response with another body. */
  public Response withBody(ResponseBody body) {
    return new Response(status, headers, body, cause);
  }

  /** This response, made by {@code cause}. */
  public Response withCause(Throwable cause) {
    return new Response(status, headers, body, cause);
  }

  private static int checked(int status) {
    if (status < 100 || status > 599) {
      throw new IllegalArgumentException("not an HTTP status: " + status + "; expected 100 to 599");
    }
    return status;
  }

  @Override
  public String toString() {
    return "Response[" + status + " " + headers + " " + body + "]";
  }
}
