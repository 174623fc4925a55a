package io.lokstra.netty.http1;

import io.lokstra.engine.Refusal;

/**
 * Every reason for which a request is answered without ever becoming a call. The codes are stable;
 * the texts hold nothing the client sent.
 */
public final class Refusals {
  static final Refusal REQUEST_LINE =
      bad("bad_request_line", "the request line must be: method SP target SP HTTP-version CRLF");
  static final Refusal VERSION = bad("bad_version", "the version must be HTTP/1.0 or HTTP/1.1");
  static final Refusal VERSION_UNSUPPORTED =
      new Refusal(505, "version_not_supported", "this server speaks HTTP/1.1 here");
  static final Refusal REQUEST_LINE_SIZE =
      new Refusal(414, "target_too_long", "the request line is too long");

  /** The fields are too large. */
  public static final Refusal HEADER_SIZE =
      new Refusal(431, "header_too_large", "the header fields are too large");

  static final Refusal HEADER_COUNT =
      new Refusal(431, "too_many_headers", "there are too many header fields");
  static final Refusal FIELD_NAME = bad("bad_field_name", "a field name must be a token");
  static final Refusal FIELD_VALUE =
      bad("bad_field_value", "a field value must not hold control characters");
  static final Refusal SPACE_BEFORE_COLON =
      bad("space_before_colon", "white space is not allowed between a field name and its colon");
  static final Refusal FOLDED = bad("folded_line", "a field line must not be folded");
  static final Refusal BARE_LF = bad("bare_lf", "lines must end with CRLF, not LF alone");
  static final Refusal BARE_CR = bad("bare_cr", "CR must be followed by LF");
  static final Refusal HOST_MISSING = bad("host_missing", "exactly one Host field is required");
  static final Refusal HOST_MANY = bad("host_repeated", "exactly one Host field is required");
  static final Refusal HOST_BAD = bad("bad_host", "Host must be a host name or address and a port");
  static final Refusal AUTHORITY =
      bad("authority_mismatch", "the authority of the target must equal Host");
  static final Refusal CONTENT_LENGTH =
      bad("bad_content_length", "Content-Length must be one decimal number");
  static final Refusal LENGTH_AND_CODING =
      bad("length_and_coding", "Content-Length and Transfer-Encoding exclude each other");
  static final Refusal CODING =
      bad("bad_transfer_coding", "the final coding must be chunked, once");
  static final Refusal CODING_IN_1_0 =
      bad("coding_in_http_1_0", "HTTP/1.0 has no Transfer-Encoding");
  static final Refusal CODING_UNSUPPORTED =
      new Refusal(501, "transfer_coding_not_supported", "the only transfer coding here is chunked");
  static final Refusal CONNECT =
      new Refusal(501, "connect_not_supported", "this server is no tunnel");
  static final Refusal EXPECTATION =
      new Refusal(417, "expectation_failed", "the only expectation met here is 100-continue");
  static final Refusal CHUNK = bad("bad_chunk", "the chunked coding is malformed");
  static final Refusal CHUNK_EXTENSION =
      bad("bad_chunk_extension", "a chunk extension is malformed or too long");
  static final Refusal TRAILER =
      bad("bad_trailer", "a field that frames or routes a message is no trailer");

  /** The target cannot be parsed. */
  public static final Refusal TARGET = bad("bad_target", "the request target is malformed");

  /** The head did not arrive in time. */
  public static final Refusal HEAD_TIMEOUT =
      new Refusal(408, "head_timeout", "the request's head did not arrive in time");

  /** The body came too slowly. */
  public static final Refusal BODY_TIMEOUT =
      new Refusal(408, "body_timeout", "the request's body came too slowly");

  /** The body is larger than its route allows. */
  public static final Refusal BODY_SIZE =
      new Refusal(413, "content_too_large", "the body is larger than allowed");

  /** The host is not one that the connection's certificate holds (RFC 9110 §15.5.20). */
  public static final Refusal MISDIRECTED =
      new Refusal(
          421,
          "misdirected_request",
          "this connection's certificate is not for the host asked for");

  /** Too many calls are in progress and waiting. */
  public static final Refusal OVERLOADED =
      new Refusal(503, "overloaded", "too many requests are in progress; try again later");

  /** The call answered nothing, or what cannot be sent. */
  public static final Refusal FAILED =
      new Refusal(500, "internal_error", "the request could not be answered");

  /** A response wants to leave HTTP and the request did not ask for it. */
  public static final Refusal UPGRADE =
      new Refusal(426, "upgrade_required", "this resource needs an upgrade of the protocol");

  private Refusals() {}

  private static Refusal bad(String code, String message) {
    return new Refusal(400, code, message);
  }

  /** What is wrong with a field line that starts with {@code c}. */
  static Refusal startOfLine(byte c) {
    if (Octets.isBlank(c)) {
      return FOLDED;
    }
    return c == '\n' ? BARE_LF : FIELD_NAME;
  }
}
