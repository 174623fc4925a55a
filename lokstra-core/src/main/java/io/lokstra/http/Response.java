package io.lokstra.http;

import java.nio.charset.StandardCharsets;
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
