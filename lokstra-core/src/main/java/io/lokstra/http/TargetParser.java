package io.lokstra.http;

import io.lokstra.http.RequestTarget.Form;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads one {@link RequestTarget}. The common path, plain ASCII without escapes, is one pass over
 * the bytes and one table look-up for each; everything else is decoded in a second pass.
 */
final class TargetParser {
  /** What a byte may do in a path; index is the byte. */
  private static final byte[] KINDS = new byte[128];

  private static final byte REFUSED = 0;
  private static final byte PLAIN = 1;
  private static final byte SLASH = 2;
  private static final byte PERCENT = 3;
  private static final byte QUESTION = 4;

  static {
    // pchar of RFC 3986 without ';', and what browsers do not encode (WHATWG URL, path percent-
    // encode set, which gained '^' only in 2023).
    String plain =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~!$&'()*+,=:@[]|^";
    for (int i = 0; i < plain.length(); i++) {
      KINDS[plain.charAt(i)] = PLAIN;
    }
    KINDS['/'] = SLASH;
    KINDS['%'] = PERCENT;
    KINDS['?'] = QUESTION;
  }

  private final String raw;
  private final byte[] bytes;
  private final int from;
  private final int to;

  TargetParser(String raw, byte[] bytes, int from, int to) {
    this.raw = raw;
    this.bytes = bytes;
    this.from = from;
    this.to = to;
  }

  static HttpException refuse(String reason) {
    return new HttpException(400, "bad_target", "The request target is not acceptable: " + reason);
  }

  RequestTarget parse() {
    if (from == to) {
      throw refuse("it is empty");
    }
    if (bytes[from] == '/') {
      return path(from, Form.ORIGIN, null);
    }
    if (to - from == 1 && bytes[from] == '*') {
      return new RequestTarget(raw, Form.ASTERISK, "*", false, null, -1);
    }
    int scheme = schemeEnd();
    if (scheme < 0) {
      Authority.check(bytes, from, to, true);
      return new RequestTarget(raw, Form.AUTHORITY, "", false, raw, -1);
    }
    int end = scheme;
    while (end < to && bytes[end] != '/' && bytes[end] != '?') {
      end++;
    }
    Authority.check(bytes, scheme, end, false);
    return path(end, Form.ABSOLUTE, raw.substring(scheme - from, end - from));
  }

  /** The index after {@code http://} or {@code https://}, or -1 when there is no scheme. */
  private int schemeEnd() {
    int colon = raw.indexOf("://");
    if (colon < 0) {
      return -1;
    }
    if (!raw.regionMatches(true, 0, "http", 0, 4)
        || !(colon == 4 || (colon == 5 && (raw.charAt(4) | 0x20) == 's'))) {
      throw refuse("its scheme is neither http nor https");
    }
    return from + colon + 3;
  }

  /** Reads path and query from {@code start} on. */
  private RequestTarget path(int start, Form form, @Nullable String authority) {
    int at = start;
    int segment = start;
    boolean plain = true;
    byte kind = PLAIN;
    for (; at < to; at++) {
      byte b = bytes[at];
      kind = b < 0 ? REFUSED : KINDS[b];
      if (kind == PLAIN) {
        continue;
      }
      if (kind == QUESTION) {
        break;
      }
      if (kind == SLASH) {
        if (at > start) {
          checkSegment(segment, at);
        }
        segment = at + 1;
      } else if (kind == PERCENT) {
        plain = false;
      } else {
        throw refuse(PercentDecoder.describe(b) + " in the path at index " + (at - from));
      }
    }
    int end = at;
    if (end > segment) {
      checkSegment(segment, end);
    }
    int queryStart = -1;
    if (at < to) {
      queryStart = at + 1 - from;
      checkQuery(at + 1);
    }
    if (!plain) {
      return decoded(start, end, form, authority, queryStart);
    }
    String path;
    if (end == start) {
      path = "/"; // an absolute form may leave it out (RFC 9112 §3.2.2)
    } else if (end - start == raw.length()) {
      path = raw;
    } else {
      path = raw.substring(start - from, end - from);
    }
    return new RequestTarget(raw, form, path, false, authority, queryStart);
  }

  /** Refuses a segment that is empty or consists of dots, before decoding. */
  private void checkSegment(int start, int end) {
    if (start == end) {
      throw refuse("empty segment in the path at index " + (start - from));
    }
    if (bytes[start] == '.'
        && (end - start == 1 || (end - start == 2 && bytes[start + 1] == '.'))) {
      throw refuse("dot segment in the path at index " + (start - from));
    }
  }

  private void checkQuery(int start) {
    for (int i = start; i < to; i++) {
      byte b = bytes[i];
      if (b <= ' ' || b == 127 || b == '#') {
        throw refuse(PercentDecoder.describe(b) + " in the query at index " + (i - from));
      }
    }
  }

  private RequestTarget decoded(
      int start, int end, Form form, @Nullable String authority, int queryStart) {
    boolean encodedSlash = false;
    for (int i = start; i < end; i++) {
      if (bytes[i] == '%' && escape(i, end) == '/') {
        encodedSlash = true;
        break;
      }
    }
    // An escape is never shorter than what it stands for.
    byte[] out = new byte[end - start];
    int length = 0;
    int segment = 0;
    boolean ascii = true;
    for (int i = start; i < end; i++) {
      byte b = bytes[i];
      if (b == '%') {
        int value = escape(i, end);
        if (value < ' ' || value == 127 || value == '\\') {
          throw refuse(
              "encoded "
                  + PercentDecoder.describe((byte) value)
                  + " in the path at index "
                  + (i - from));
        }
        ascii &= value < 128;
        if (value == '/' || (value == '%' && encodedSlash)) {
          if (value == '/') {
            checkDecoded(out, segment, length, i);
          }
          out[length++] = '%';
          out[length++] = '2';
          out[length++] = (byte) (value == '/' ? 'F' : '5');
          if (value == '/') {
            segment = length;
          }
        } else {
          out[length++] = (byte) value;
        }
        i += 2;
      } else {
        if (b == '/') {
          if (i > start) {
            checkDecoded(out, segment, length, i);
          }
          segment = length + 1;
        }
        out[length++] = b;
      }
    }
    if (length > segment) {
      checkDecoded(out, segment, length, end);
    }
    return new RequestTarget(
        raw, form, text(out, length, ascii), encodedSlash, authority, queryStart);
  }

  /** Refuses a segment that is empty or consists of dots, after decoding. */
  private void checkDecoded(byte[] out, int start, int end, int index) {
    if (start == end) {
      throw refuse("empty segment in the path before index " + (index - from));
    }
    if (out[start] == '.' && (end - start == 1 || (end - start == 2 && out[start + 1] == '.'))) {
      throw refuse("encoded dot segment in the path before index " + (index - from));
    }
  }

  private int escape(int at, int end) {
    int value = PercentDecoder.escape(bytes, at, end);
    if (value < 0) {
      throw refuse("malformed percent triplet in the path at index " + (at - from));
    }
    return value;
  }

  private static String text(byte[] out, int length, boolean ascii) {
    if (ascii) {
      return new String(out, 0, length, StandardCharsets.ISO_8859_1);
    }
    int wrong = PercentDecoder.notUtf8(out, 0, length);
    if (wrong >= 0) {
      throw refuse("the path is not UTF-8 once decoded");
    }
    String path = new String(out, 0, length, StandardCharsets.UTF_8);
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      // C1 controls and the Unicode line ends would break lines in logs and terminals.
      if ((c >= 0x80 && c <= 0x9F) || c == 0x2028 || c == 0x2029) {
        throw refuse("encoded control character U+" + Integer.toHexString(c) + " in the path");
      }
    }
    return path;
  }
}
