package io.lokstra.http;

import java.util.List;

/**
 * An error as the client is told of it.
 *
 * @param status the HTTP status, 400 to 599
 * @param code a stable word for programs: {@code "not_found"}
 * @param message a sentence for people
 * @param fields what is wrong with which field; empty where no field is to blame
 */
public record Failure(int status, String code, String message, List<FieldError> fields) {

  /** Checks the status and copies the fields. */
  public Failure {
    if (status < 400 || status > 599) {
      throw new IllegalArgumentException(
          "not an error status: " + status + "; expected 400 to 599");
    }
    fields = List.copyOf(fields);
  }

  /** A failure with the usual code and message of its status. */
  public static Failure of(int status) {
    return new Failure(status, code(status), message(status), List.of());
  }

  /** A failure with the usual code of its status. */
  public static Failure of(int status, String message) {
    return new Failure(status, code(status), message, List.of());
  }

  private static String code(int status) {
    return switch (status) {
      case 400 -> "bad_request";
      case 401 -> "unauthorized";
      case 403 -> "forbidden";
      case 404 -> "not_found";
      case 405 -> "method_not_allowed";
      case 406 -> "not_acceptable";
      case 408 -> "request_timeout";
      case 409 -> "conflict";
      case 410 -> "gone";
      case 412 -> "precondition_failed";
      case 413 -> "content_too_large";
      case 414 -> "uri_too_long";
      case 415 -> "unsupported_media_type";
      case 417 -> "expectation_failed";
      case 421 -> "misdirected_request";
      case 422 -> "invalid";
      case 428 -> "precondition_required";
      case 429 -> "too_many_requests";
      case 431 -> "header_fields_too_large";
      case 500 -> "internal_error";
      case 501 -> "not_implemented";
      case 502 -> "bad_gateway";
      case 503 -> "unavailable";
      case 504 -> "gateway_timeout";
      default -> status < 500 ? "request_error" : "server_error";
    };
  }

  private static String message(int status) {
    return switch (status) {
      case 400 -> "The request could not be read.";
      case 401 -> "Credentials are needed.";
      case 403 -> "This is not allowed.";
      case 404 -> "There is nothing here.";
      case 405 -> "This method is not allowed here.";
      case 406 -> "None of the acceptable media types can be served.";
      case 408 -> "The request took too long to arrive.";
      case 409 -> "This conflicts with what is there.";
      case 410 -> "This is gone.";
      case 412 -> "What is there is not what the request expects.";
      case 413 -> "The body is too large.";
      case 415 -> "This media type is not understood here.";
      case 422 -> "Some fields are not valid.";
      case 428 -> "The request must say which version it changes (If-Match).";
      case 429 -> "Too many requests; try again later.";
      case 500 -> "Something went wrong on our side.";
      case 503 -> "The service is not available now; try again later.";
      default -> status < 500 ? "The request cannot be answered." : "The server cannot answer.";
    };
  }
}
