package io.lokstra.http;

import java.time.Duration;
import java.util.List;

/**
 * An answer that is an error, thrown from anywhere below a handler. Message and fields reach the
 * client: say nothing in them that it must not know; the cause does not.
 */
public class HttpException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient Failure failure;
  private final transient ResponseHeaders headers;

  /** An error with a message for the client. */
  public HttpException(int status, String code, String message) {
    this(new Failure(status, code, message, List.of()));
  }

  /** An error that blames fields. */
  public HttpException(int status, String code, String message, List<FieldError> fields) {
    this(new Failure(status, code, message, fields));
  }

  /** This failure. */
  public HttpException(Failure failure) {
    this(failure, ResponseHeaders.empty());
  }

  /** This failure, with header fields for its response. */
  public HttpException(Failure failure, ResponseHeaders headers) {
    super(failure.message());
    this.failure = failure;
    this.headers = headers;
  }

  /** 400: the request cannot be read. */
  public static HttpException badRequest(String message) {
    return new HttpException(Failure.of(400, message));
  }

  /**
   * 401: credentials are needed.
   *
   * @param challenge the {@code WWW-Authenticate} field: {@code "Bearer"}
   */
  public static HttpException unauthorized(String challenge) {
    return new HttpException(
        Failure.of(401), ResponseHeaders.of(Header.of("www-authenticate", challenge)));
  }

  /** 403: known, but not allowed. */
  public static HttpException forbidden(String message) {
    return new HttpException(Failure.of(403, message));
  }

  /** 404: there is no such thing. */
  public static HttpException notFound(String message) {
    return new HttpException(Failure.of(404, message));
  }

  /** 409: at odds with what is there. */
  public static HttpException conflict(String message) {
    return new HttpException(Failure.of(409, message));
  }

  /** 412: what is there is not what the request expects. */
  public static HttpException preconditionFailed(String message) {
    return new HttpException(Failure.of(412, message));
  }

  /** 413: more than is taken here. */
  public static HttpException contentTooLarge(String message) {
    return new HttpException(Failure.of(413, message));
  }

  /** 415: a media type that is not understood here. */
  public static HttpException unsupportedMediaType(String message) {
    return new HttpException(Failure.of(415, message));
  }

  /** 422: readable, but not valid. */
  public static HttpException invalid(List<FieldError> fields) {
    return new HttpException(new Failure(422, "invalid", Failure.of(422).message(), fields));
  }

  /** 422: readable, but not valid, for the reason of one field. */
  public static HttpException invalid(String field, String code, String message) {
    return invalid(List.of(new FieldError(field, code, message)));
  }

  /** 429: asked too often; {@code retryAfter} is rounded up to whole seconds. */
  public static HttpException tooManyRequests(Duration retryAfter) {
    return new HttpException(Failure.of(429), retryAfter(retryAfter));
  }

  /** 503: not now; {@code retryAfter} is rounded up to whole seconds. */
  public static HttpException unavailable(String message, Duration retryAfter) {
    return new HttpException(Failure.of(503, message), retryAfter(retryAfter));
  }

  private static ResponseHeaders retryAfter(Duration time) {
    long seconds = Math.max(1, time.plusMillis(999).toSeconds());
    return ResponseHeaders.of(Header.of("retry-after", Long.toString(seconds)));
  }

  /** The status. */
  public int status() {
    return failure.status();
  }

  /** The stable word for programs. */
  public String code() {
    return failure.code();
  }

  /** What is wrong with which field. */
  public List<FieldError> fields() {
    return failure.fields();
  }

  /** The whole of it. */
  public Failure failure() {
    return failure;
  }

  /** Header fields for the response. */
  public ResponseHeaders headers() {
    return headers;
  }

  /** The status and the header fields of the response, without its body. */
  Response toResponse() {
    return Response.of(status(), headers, ResponseBody.Empty.INSTANCE);
  }
}
