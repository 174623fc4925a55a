package io.lokstra.internal.upload;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Names of files as clients send them, made harmless. */
final class FileName {
  private static final int LONGEST = 255;
  private static final int LONGEST_ENDING = 32;

  /** What Windows takes for a device, whatever follows the first dot. */
  private static final Set<String> DEVICES =
      Set.of(
          "con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "com5", "com6", "com7",
          "com8", "com9", "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9");

  private FileName() {}

  /** {@code sent} without folders and all that a file system or a terminal reads otherwise. */
  static Optional<String> harmless(String sent) {
    String last = sent.substring(Math.max(sent.lastIndexOf('/'), sent.lastIndexOf('\\')) + 1);
    StringBuilder name = new StringBuilder(last.length());
    Normalizer.normalize(last, Normalizer.Form.NFC)
        .codePoints()
        .forEach(c -> {
          int type = Character.getType(c);
          // Among the formats are those that turn the direction of reading.
          boolean invisible =
              type == Character.CONTROL
                  || type == Character.FORMAT
                  || type == Character.SURROGATE
                  || type == Character.PRIVATE_USE
                  || type == Character.UNASSIGNED
                  || type == Character.LINE_SEPARATOR
                  || type == Character.PARAGRAPH_SEPARATOR;
          if ("<>:\"|?*/\\".indexOf(c) >= 0) {
            name.append('_');
          } else if (!invisible) {
            name.appendCodePoint(c);
          }
        });
    String stripped = withoutEnds(name.toString());
    int dot = stripped.indexOf('.');
    String first = (dot < 0 ? stripped : stripped.substring(0, dot)).strip();
    String safe = DEVICES.contains(first.toLowerCase(Locale.ROOT)) ? "_" + stripped : stripped;
    return safe.isEmpty() ? Optional.empty() : Optional.of(shortened(safe));
  }

  /** Without spaces around it, dots before it, which hide it, and dots after it. */
  private static String withoutEnds(String name) {
    int from = 0;
    int to = name.length();
    while (from < to && (name.charAt(from) == '.' || Character.isWhitespace(name.charAt(from)))) {
      from++;
    }
    while (to > from
        && (name.charAt(to - 1) == '.' || Character.isWhitespace(name.charAt(to - 1)))) {
      to--;
    }
    return name.substring(from, to);
  }

  /** At most 255 bytes of it, with its ending if that is short. */
  private static String shortened(String name) {
    if (name.getBytes(UTF_8).length <= LONGEST) {
      return name;
    }
    int dot = name.lastIndexOf('.');
    String ending = dot < 0 ? "" : name.substring(dot);
    if (ending.getBytes(UTF_8).length > LONGEST_ENDING) {
      ending = "";
    }
    int room = LONGEST - ending.getBytes(UTF_8).length;
    int end = 0;
    int bytes = 0;
    while (true) {
      int c = name.codePointAt(end);
      bytes += Character.toString(c).getBytes(UTF_8).length;
      if (bytes > room) {
        return name.substring(0, end) + ending;
      }
      end += Character.charCount(c);
    }
  }
}
