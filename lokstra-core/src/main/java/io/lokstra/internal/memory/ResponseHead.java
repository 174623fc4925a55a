package io.lokstra.internal.memory;

import io.lokstra.http.Header;
import io.lokstra.http.Headers;
import io.lokstra.http.Response;
import io.lokstra.http.ResponseHeaders;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Gives a response the fields that are an engine's to give. */
final class ResponseHead {
  /** The length of a response that says nothing of one. */
  static final long NONE = -2;

  private static final Header CHUNKED = Header.of("transfer-encoding", "chunked");
  private static final Header CLOSE = Header.of("connection", "close");

  private ResponseHead() {}

  /**
   * The fields of {@code response} and the engine's.
   *
   * @param length the body's length, -1 when not known before the end, {@link #NONE} for no field
   */
  static ResponseHeaders of(Response response, long length, int version, boolean close) {
    ResponseHeaders fields =
        response
            .headers()
            .without("content-length")
            .without("transfer-encoding")
            .without("connection")
            .without("date");
    if (length >= 0) {
      fields = fields.plus(Header.of("content-length", Long.toString(length)));
    } else if (length == -1 && version > 0) {
      fields = fields.plus(CHUNKED);
    }
    if (close || (length == -1 && version == 0)) {
      fields = fields.plus(CLOSE);
    }
    return fields.plus(
        Header.of(
            "date",
            DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC))));
  }

  /** Whether the client wants the connection to be closed afterwards (RFC 9112 §9.3). */
  static boolean asksToClose(Headers request, int version) {
    String connection =
        String.join(",", request.all("connection")).toLowerCase(Locale.ROOT).replace(" ", "");
    return version == 0
        ? !("," + connection + ",").contains(",keep-alive,")
        : ("," + connection + ",").contains(",close,");
  }
}
