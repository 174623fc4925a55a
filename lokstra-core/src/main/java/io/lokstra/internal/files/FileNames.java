package io.lokstra.internal.files;

/**
 * Which paths may name a file that is served. The target has been decoded and cleared of dot
 * segments before; this is the second line, and it knows what names mean to file systems.
 */
public final class FileNames {
  private static final String WELL_KNOWN = ".well-known";

  /** What most file systems take, in bytes of UTF-8. */
  private static final int LONGEST_NAME = 255;

  private static final int LONGEST_PATH = 2_048;

  private final boolean wellKnown;

  /**
   * The rules.
   *
   * @param wellKnown whether a folder {@code .well-known} at the top is served (RFC 8615)
   */
  public FileNames(boolean wellKnown) {
    this.wellKnown = wellKnown;
  }

  /**
   * Whether {@code path}, relative, with or without a slash at its end, is of names that may be
   * served. Not: empty names, those that begin with a dot, and what Windows takes for something
   * else than a name, on whatever system: backslashes, colons (streams, drives), other characters
   * it has a meaning for, dots and spaces at the end, names of devices.
   */
  public boolean areServed(String path) {
    if (path.length() > LONGEST_PATH) {
      return false;
    }
    int start = 0;
    while (start < path.length()) {
      int slash = path.indexOf('/', start);
      int end = slash < 0 ? path.length() : slash;
      if (!isServed(path, start, end)) {
        return false;
      }
      start = end + 1;
    }
    return true;
  }

  private boolean isServed(String path, int from, int to) {
    if (from == to || to - from > LONGEST_NAME) {
      return false;
    }
    if (path.charAt(from) == '.'
        && !(wellKnown && from == 0 && to == WELL_KNOWN.length() && path.startsWith(WELL_KNOWN))) {
      return false;
    }
    int bytes = 0;
    for (int i = from; i < to; i++) {
      char c = path.charAt(i);
      if (c < ' ' || c == 127 || "\\:*?\"<>|".indexOf(c) >= 0) {
        return false;
      }
      bytes += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
    }
    char last = path.charAt(to - 1);
    return bytes <= LONGEST_NAME && last != '.' && last != ' ' && !isDevice(path, from, to);
  }

  /** {@code CON}, {@code nul.txt}, {@code Com1}: devices of Windows whatever follows the dot. */
  private static boolean isDevice(String path, int from, int to) {
    int dot = path.indexOf('.', from);
    int end = dot < 0 || dot > to ? to : dot;
    int length = end - from;
    if (length == 3) {
      return is(path, from, "con")
          || is(path, from, "prn")
          || is(path, from, "aux")
          || is(path, from, "nul");
    }
    return length == 4
        && (is(path, from, "com") || is(path, from, "lpt"))
        && "0123456789\u00b9\u00b2\u00b3".indexOf(path.charAt(from + 3)) >= 0;
  }

  private static boolean is(String path, int from, String word) {
    return path.regionMatches(true, from, word, 0, word.length());
  }
}
