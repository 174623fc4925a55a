package io.lokstra.routing;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads one {@link PathTemplate}. */
final class TemplateParser {
  private static final String TYPES = "int, long, uuid";

  private final String source;
  private final List<Segment> segments = new ArrayList<>();
  private final Set<String> names = new HashSet<>();
  private int at;

  TemplateParser(String source) {
    this.source = source;
  }

  PathTemplate parse() {
    if (!source.startsWith("/")) {
      throw malformed(0, "expected '/'", "begin the path with a slash");
    }
    while (at < source.length()) {
      at++; // the slash
      segment();
    }
    return new PathTemplate(source, segments);
  }

  private void segment() {
    int start = at;
    String prefix = literal(start);
    if (at == source.length() || source.charAt(at) == '/') {
      boolean last = at == source.length();
      if (prefix.isEmpty() && !last) {
        throw malformed(start, "found an empty segment", "write one slash instead of two");
      }
      if (prefix.equals(".") || prefix.equals("..")) {
        throw malformed(
            start, "found a dot segment", "requests with one are refused: leave it out");
      }
      segments.add(new Segment.Literal(prefix));
      return;
    }
    parameter(prefix);
  }

  /**
   * Fixed text up to a slash, a brace or the end.
   *
   * @param start where the segment starts, or -1 when the text follows a parameter
   */
  private String literal(int start) {
    int from = at;
    while (at < source.length()) {
      char c = source.charAt(at);
      if (c == '/' || c == '{') {
        break;
      }
      checkLiteral(c, start);
      at++;
    }
    return source.substring(from, at);
  }

  private void checkLiteral(char c, int start) {
    if (c == '}') {
      throw malformed(at, "found '}' without '{'", "write a parameter as {name}");
    }
    if (c == '?' || c == '#') {
      throw malformed(
          at,
          "found '" + c + "', which ends a path",
          "leave query and fragment out; query parameters are read by the handler");
    }
    if (c == '\\' || Character.isISOControl(c) || (Character.isSurrogate(c) && !isPaired(at))) {
      throw malformed(
          at,
          c == '\\' ? "found a backslash" : "found a character that is no text",
          "requests with one are refused: leave it out");
    }
    if (c == '%' && isHexDigit(at + 1) && isHexDigit(at + 2)) {
      throw malformed(at, "found an escape", "write the character itself: templates are decoded");
    }
    if (at == start && c == ':') {
      throw malformed(at, "found ':' at the start of a segment", "write a parameter as {name}");
    }
    if (at == start && c == '*') {
      throw malformed(
          at, "found '*' at the start of a segment", "write the rest of a path as {name...}");
    }
  }

  private boolean isPaired(int index) {
    return Character.isHighSurrogate(source.charAt(index))
        ? index + 1 < source.length() && Character.isLowSurrogate(source.charAt(index + 1))
        : index > 0 && Character.isHighSurrogate(source.charAt(index - 1));
  }

  private boolean isHexDigit(int index) {
    return index < source.length()
        && source.charAt(index) < 128
        && Character.digit(source.charAt(index), 16) >= 0;
  }

  private void parameter(String prefix) {
    int open = at;
    at++;
    String name = name(open);
    if (source.startsWith("...", at)) {
      wildcard(prefix, name, open);
      return;
    }
    SegmentType type = SegmentType.TEXT;
    if (at < source.length() && source.charAt(at) == ':') {
      at++;
      type = type(open);
    }
    if (at == source.length() || source.charAt(at) != '}') {
      throw malformed(
          at,
          "expected '}'" + found(at),
          "close the parameter: {" + name + "} or {" + name + ":int}");
    }
    at++;
    String suffix = literal(-1);
    if (at < source.length() && source.charAt(at) == '{') {
      throw malformed(
          at,
          "found a second parameter in one segment",
          "take the segment as one parameter and part it in the handler, or put a slash between");
    }
    segments.add(new Segment.Parameter(name, prefix, type, suffix));
  }

  private void wildcard(String prefix, String name, int open) {
    at += 3;
    if (at == source.length() || source.charAt(at) != '}') {
      throw malformed(at, "expected '}'" + found(at), "write {" + name + "...}");
    }
    at++;
    if (!prefix.isEmpty()) {
      throw malformed(
          open, "found text before a wildcard", "begin the segment with it: /{" + name + "...}");
    }
    if (at != source.length()) {
      throw malformed(at, "found more after a wildcard", "end the path with {" + name + "...}");
    }
    segments.add(new Segment.Wildcard(name));
  }

  private String name(int open) {
    int start = at;
    while (at < source.length() && isNamePart(source.charAt(at), at == start)) {
      at++;
    }
    String name = source.substring(start, at);
    if (name.isEmpty()) {
      throw malformed(
          at,
          "expected a name" + found(at),
          "begin it with a letter or '_', go on with letters, digits, '_' and '-': {user_id}");
    }
    if (!names.add(name)) {
      throw malformed(
          open, "the parameter '" + name + "' is there already", "give each its own name");
    }
    return name;
  }

  private static boolean isNamePart(char c, boolean first) {
    boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    return letter || (!first && ((c >= '0' && c <= '9') || c == '-'));
  }

  private SegmentType type(int open) {
    int start = at;
    at = patternEnd(open);
    String text = source.substring(start, at);
    SegmentType known =
        switch (text) {
          case "int" -> SegmentType.INT;
          case "long" -> SegmentType.LONG;
          case "uuid" -> SegmentType.UUID;
          default -> SegmentType.TEXT;
        };
    if (!known.equals(SegmentType.TEXT)) {
      return known;
    }
    if (text.isEmpty()) {
      throw malformed(
          start, "expected a type or a pattern", "write one of " + TYPES + ", or {slug:[a-z]+}");
    }
    if (text.chars().allMatch(c -> isNamePart((char) c, false))) {
      throw malformed(
          start,
          "'" + text + "' is no type",
          "write one of " + TYPES + ", or a pattern such as [a-z]+; fixed text needs no parameter");
    }
    try {
      return SegmentType.pattern(text);
    } catch (IllegalArgumentException e) {
      throw malformed(start, "found a pattern that cannot be used", String.valueOf(e.getMessage()));
    }
  }

  /** The index of the brace that closes the parameter; a pattern may have braces of its own. */
  private int patternEnd(int open) {
    int depth = 0;
    boolean inClass = false;
    for (int i = at; i < source.length(); i++) {
      char c = source.charAt(i);
      if (c == '\\') {
        i++;
      } else if (inClass) {
        inClass = c != ']';
      } else if (c == '[') {
        inClass = true;
      } else if (c == '{') {
        depth++;
      } else if (c == '}') {
        if (depth == 0) {
          return i;
        }
        depth--;
      }
    }
    throw malformed(
        open,
        inClass ? "the class opened by '[' is not closed" : "the parameter is not closed",
        inClass ? "add ']' to the pattern" : "add '}'");
  }

  private String found(int index) {
    return index < source.length() ? ", found '" + source.charAt(index) + "'" : ", found the end";
  }

  private IllegalArgumentException malformed(int index, String problem, String remedy) {
    return new IllegalArgumentException(
        "LOK-RTE-002: the path template \""
            + source
            + "\" is malformed at index "
            + index
            + ": "
            + problem
            + "; "
            + remedy);
  }
}
