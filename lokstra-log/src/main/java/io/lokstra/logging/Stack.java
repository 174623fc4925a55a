package io.lokstra.logging;

import io.lokstra.internal.log.Shown;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/**
 * Writes an error with its frames, its causes and what it suppressed, as the JDK prints them, but
 * bounded, and with messages that cannot pass for frames of their own.
 */
final class Stack {
  private static final int MOST_ERRORS = 20;
  private static final int LONGEST_FRAME = 512;

  private final Line line;
  private final String newLine;
  private final int maxText;
  private final int maxFrames;
  private final boolean quoted;
  private final Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());

  /**
   * For one error.
   *
   * @param newLine what ends a line of it
   * @param quoted whether it stands in quotes
   */
  Stack(Line line, String newLine, int maxText, int maxFrames, boolean quoted) {
    this.line = line;
    this.newLine = newLine;
    this.maxText = maxText;
    this.maxFrames = maxFrames;
    this.quoted = quoted;
  }

  void write(Throwable error) {
    write(error, "", "", new StackTraceElement[0]);
  }

  private void write(Throwable error, String caption, String indent, StackTraceElement[] around) {
    line.put(caption).text(Shown.of(error), maxText, quoted);
    seen.add(error);
    StackTraceElement[] frames = error.getStackTrace();
    int own = frames.length - common(frames, around);
    for (int i = 0; i < own && !line.isFull(); i++) {
      line.put(newLine).put(indent);
      if (i == maxFrames) {
        line.put("    ... ").put((long) own - i).put(" left out");
        break;
      }
      line.put("    at ").text(frames[i].toString(), LONGEST_FRAME, quoted);
    }
    if (own < frames.length) {
      line.put(newLine).put(indent).put("    ... ").put((long) frames.length - own).put(" more");
    }
    for (Throwable suppressed : error.getSuppressed()) {
      below(suppressed, "Suppressed: ", indent + "    ", frames);
    }
    Throwable cause = error.getCause();
    if (cause != null) {
      below(cause, "Caused by: ", indent, frames);
    }
  }

  private void below(Throwable error, String caption, String indent, StackTraceElement[] around) {
    if (line.isFull()) {
      return;
    }
    line.put(newLine).put(indent);
    if (seen.contains(error)) {
      line.put(caption).put("(see above)");
      return;
    }
    if (seen.size() >= MOST_ERRORS) {
      line.put(caption).put("... (left out)");
      return;
    }
    write(error, caption, indent, around);
  }

  private static int common(StackTraceElement[] frames, StackTraceElement[] around) {
    int same = 0;
    while (same < frames.length
        && same < around.length
        && frames[frames.length - 1 - same].equals(around[around.length - 1 - same])) {
      same++;
    }
    return same;
  }
}
