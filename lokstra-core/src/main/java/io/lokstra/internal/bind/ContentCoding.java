package io.lokstra.internal.bind;

import io.lokstra.http.Failure;
import io.lokstra.http.Header;
import io.lokstra.http.Headers;
import io.lokstra.http.HttpException;
import io.lokstra.http.ResponseHeaders;

/** What a body that is to be understood may be wrapped in: nothing (RFC 9110 §8.4). */
public final class ContentCoding {
  private static final ResponseHeaders IDENTITY =
      ResponseHeaders.of(Header.of("accept-encoding", "identity"));

  private ContentCoding() {}

  /**
   * Refuses a body in a coding.
   *
   * @throws HttpException 415, which says what would be taken (RFC 9110 §15.5.16)
   */
  public static void requireNone(Headers headers) {
    for (int at = headers.indexOf("content-encoding", 0);
        at >= 0;
        at = headers.indexOf("content-encoding", at + 1)) {
      if (!headers.value(at).equalsIgnoreCase("identity")) {
        throw new HttpException(
            Failure.of(415, "The body must be sent without a content coding."), IDENTITY);
      }
    }
  }
}
