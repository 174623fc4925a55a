package io.lokstra.http;

import java.nio.charset.StandardCharsets;

/** The {@code Content-Disposition} field (RFC 6266). */
final class Disposition {
  private static final String PLAIN =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$&+-.^_`|~";

  private Disposition() {}

  /**
   * Saves as {@code fileName}: in ASCII for those who know no better, and exactly (RFC 8187) for
   * everyone else. Folders are cut off, and what could end the field or the name is replaced.
   */
  static String attachment(String fileName) {
    String last =
        fileName.substring(Math.max(fileName.lastIndexOf('/'), fileName.lastIndexOf('\\')) + 1);
    String name = last.isEmpty() ? "download" : last;
    StringBuilder ascii = new StringBuilder(name.length());
    StringBuilder exact = new StringBuilder(name.length());
    name.codePoints()
        .forEach(c -> {
          boolean plain = c < 128 && (PLAIN.indexOf(c) >= 0 || c == ' ');
          ascii.append(plain ? (char) c : '_');
          encode(c, exact);
        });
    return "attachment; filename=\"" + ascii + "\"; filename*=UTF-8''" + exact;
  }

  private static void encode(int codePoint, StringBuilder out) {
    if (codePoint < 128 && PLAIN.indexOf(codePoint) >= 0) {
      out.append((char) codePoint);
      return;
    }
    for (byte b : Character.toString(codePoint).getBytes(StandardCharsets.UTF_8)) {
      out.append('%').append(Character.toUpperCase(Character.forDigit((b >> 4) & 15, 16)));
      out.append(Character.toUpperCase(Character.forDigit(b & 15, 16)));
    }
  }
}
