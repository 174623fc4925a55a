package io.lokstra.routing;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Builds paths from templates; what it builds, this server accepts and routes back. */
final class TemplateExpansion {
  private static final boolean[] PLAIN = new boolean[128];

  static {
    // pchar of RFC 3986, but for ';', which begins path parameters for some readers.
    String plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~!$&'()*+,=:@";
    for (int i = 0; i < plain.length(); i++) {
      PLAIN[plain.charAt(i)] = true;
    }
  }

  private final PathTemplate template;
  private final StringBuilder path = new StringBuilder();

  private TemplateExpansion(PathTemplate template) {
    this.template = template;
  }

  static String expand(PathTemplate template, List<? extends @Nullable Object> values) {
    TemplateExpansion expansion = new TemplateExpansion(template);
    int next = 0;
    for (Segment segment : template.segments()) {
      expansion.path.append('/');
      switch (segment) {
        case Segment.Literal literal -> expansion.encode(literal.text());
        case Segment.Parameter parameter -> expansion.parameter(parameter, values.get(next++));
        case Segment.Wildcard wildcard -> expansion.wildcard(wildcard, values.get(next++));
      }
    }
    return expansion.path.toString();
  }

  private void parameter(Segment.Parameter parameter, @Nullable Object value) {
    String text = text(parameter.name(), value);
    if (text.isEmpty()) {
      throw unfit(parameter.name(), "is empty", "a segment needs at least one character");
    }
    if (text.indexOf('/') >= 0) {
      throw unfit(parameter.name(), "has a slash", "only {name...} takes more than one segment");
    }
    if (!parameter.type().matches(text, 0, text.length())) {
      throw unfit(parameter.name(), "does not match its type", "expected " + parameter.type());
    }
    String segment = parameter.prefix() + text + parameter.suffix();
    checkSegment(parameter.name(), segment);
    encode(segment);
  }

  private void wildcard(Segment.Wildcard wildcard, @Nullable Object value) {
    String text = text(wildcard.name(), value);
    int start = 0;
    while (start < text.length()) {
      int slash = text.indexOf('/', start);
      int end = slash < 0 ? text.length() : slash;
      if (end == start) {
        throw unfit(
            wildcard.name(),
            "has an empty segment",
            "leave out a slash at its start or two in a row");
      }
      String segment = text.substring(start, end);
      checkSegment(wildcard.name(), segment);
      encode(segment);
      if (slash >= 0) {
        path.append('/');
      }
      start = end + 1;
    }
  }

  private String text(String name, @Nullable Object value) {
    if (value == null) {
      throw unfit(name, "is null", "give a value");
    }
    return value.toString();
  }

  private void checkSegment(String name, String segment) {
    if (segment.equals(".") || segment.equals("..")) {
      throw unfit(name, "is a dot segment", "requests with one are refused");
    }
    for (int i = 0; i < segment.length(); i++) {
      char c = segment.charAt(i);
      if (c == '\\' || Character.isISOControl(c) || c == 0x2028 || c == 0x2029) {
        throw unfit(name, "has a character at index " + i, "which requests may not have in a path");
      }
    }
  }

  private void encode(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 128 || !PLAIN[c]) {
        encodeFrom(text, i);
        return;
      }
      path.append(c);
    }
  }

  private void encodeFrom(String text, int from) {
    ByteBuffer bytes;
    try {
      bytes =
          StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text, from, text.length()));
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(
          "a value for the path " + template + " has half a surrogate pair; give it whole text", e);
    }
    while (bytes.hasRemaining()) {
      byte b = bytes.get();
      if (b >= 0 && PLAIN[b]) {
        path.append((char) b);
      } else {
        path.append('%')
            .append(Character.toUpperCase(Character.forDigit((b >> 4) & 15, 16)))
            .append(Character.toUpperCase(Character.forDigit(b & 15, 16)));
      }
    }
  }

  /** Without the value itself, which may be a secret. */
  private IllegalArgumentException unfit(String name, String problem, String remedy) {
    return new IllegalArgumentException(
        "the value of '" + name + "' for the path " + template + " " + problem + "; " + remedy);
  }
}
