package io.lokstra.internal.memory;

import io.lokstra.engine.HttpOptions;
import io.lokstra.engine.Refusal;
import io.lokstra.http.Headers;
import io.lokstra.internal.web.HttpToken;
import java.util.Optional;

/** What an engine refuses by the head alone, as far as it can be wrong without bytes to parse. */
final class RequestCheck {
  private RequestCheck() {}

  /** Why the request is refused, or nothing. */
  static Optional<Refusal> check(MemoryRequest request, Headers headers, HttpOptions options) {
    if (!HttpToken.isToken(request.method())) {
      return refuse(400, "bad_request_line", "The method is not a token.");
    }
    int requestLine = request.method().length() + request.target().length() + " HTTP/1.1 ".length();
    if (requestLine > options.maxRequestLine()) {
      return refuse(414, "target_too_long", "The request line is too long.");
    }
    if (headers.size() > options.maxHeaders()) {
      return refuse(431, "too_many_headers", "The request has too many header fields.");
    }
    int size = 0;
    for (int i = 0; i < headers.size(); i++) {
      size += headers.name(i).length() + headers.value(i).length() + 4;
      if (!HttpToken.isToken(headers.name(i)) || !isFieldValue(headers.value(i))) {
        return refuse(400, "bad_header", "A header field holds a character it must not hold.");
      }
    }
    if (size > options.maxHeaderSize()) {
      return refuse(431, "header_too_large", "The header fields are too large.");
    }
    int host = headers.indexOf("host", 0);
    if ((host < 0 && request.version() > 0)
        || (host >= 0 && headers.indexOf("host", host + 1) >= 0)) {
      return refuse(400, "bad_host", "Exactly one Host field is needed.");
    }
    return Optional.empty();
  }

  private static Optional<Refusal> refuse(int status, String code, String message) {
    return Optional.of(new Refusal(status, code, message));
  }

  private static boolean isFieldValue(String text) {
    return text.chars().allMatch(c -> (c >= ' ' || c == '\t') && c != 127 && c < 256);
  }
}
