package io.lokstra.internal.events;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Text as lines of an event stream: none of it can pass for another field. */
public final class EventLines {
  private EventLines() {}

  /** Writes {@code text}, each of its lines after {@code prefix}; CR, LF and CRLF end a line. */
  public static void write(ByteArrayOutputStream out, String prefix, byte[] text) {
    byte[] before = prefix.getBytes(StandardCharsets.US_ASCII);
    int from = 0;
    for (int at = 0; at <= text.length; at++) {
      if (at == text.length || text[at] == '\n' || text[at] == '\r') {
        out.writeBytes(before);
        out.write(text, from, at - from);
        out.write('\n');
        if (at + 1 < text.length && text[at] == '\r' && text[at + 1] == '\n') {
          at++;
        }
        from = at + 1;
      }
    }
  }

  /** A comment as it goes over the wire. */
  static byte[] comment(String text) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(text.length() + 8);
    write(out, ": ", text.getBytes(StandardCharsets.UTF_8));
    out.write('\n');
    return out.toByteArray();
  }

  /** A time to wait before coming back, by itself. */
  static byte[] retry(long millis) {
    return ("retry: " + millis + "\n\n").getBytes(StandardCharsets.US_ASCII);
  }
}
