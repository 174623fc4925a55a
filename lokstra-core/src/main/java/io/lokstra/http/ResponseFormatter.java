package io.lokstra.http;

import java.util.Map;

/**
 * The shape of an application's answers: what is around data, and what an error looks like.
 *
 * <p>What it returns is encoded as JSON. Thread-safe.
 */
public interface ResponseFormatter {

  /** The document for {@code data}. */
  Object success(Object data);

  /**
   * The document for an error: maps, lists, strings, numbers and booleans, since it must be written
   * where nothing else can be relied on.
   *
   * @param requestId what the client can name the request by; empty where there is none
   */
  Map<String, Object> failure(Failure failure, String requestId);

  /** The media type of errors. */
  default String failureMediaType() {
    return "application/json";
  }

  /**
   * {@code {"status":"success","data":…,"meta":…}} and {@code
   * {"status":"error","error":{"code","message","fields"}}}: the default.
   */
  static ResponseFormatter lokstra() {
    return Formatters.Lokstra.INSTANCE;
  }

  /** Bare data, and errors as {@code application/problem+json} (RFC 9457). */
  static ResponseFormatter problem() {
    return Formatters.Problem.INSTANCE;
  }

  /** Bare data and, of errors, what is inside the default's envelope. */
  static ResponseFormatter plain() {
    return Formatters.Plain.INSTANCE;
  }
}
