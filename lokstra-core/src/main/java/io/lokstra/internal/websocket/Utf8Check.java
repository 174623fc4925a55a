package io.lokstra.internal.websocket;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Well-formed UTF-8 by the table of RFC 3629 §4, checked as the octets come, so that a message
 * fails at its first wrong octet and not at its end.
 */
final class Utf8Check {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
  private static final long HIGH_BITS = 0x8080808080808080L;

  /** How many octets of a character are still to come. */
  private int missing;

  /** What the next of them may be. */
  private int least = 0x80;

  private int most = 0xBF;

  /** Whether these octets can go on what came before. */
  boolean accepts(byte[] octets, int from, int to) {
    int at = from;
    while (at < to) {
      if (missing == 0) {
        if (at + 8 <= to && ((long) LONGS.get(octets, at) & HIGH_BITS) == 0) {
          at += 8;
          continue;
        }
        int lead = octets[at];
        if (lead < 0 && !begins(lead & 0xFF)) {
          return false;
        }
      } else {
        int next = octets[at] & 0xFF;
        if (next < least || next > most) {
          return false;
        }
        missing--;
        least = 0x80;
        most = 0xBF;
      }
      at++;
    }
    return true;
  }

  private boolean begins(int lead) {
    if (lead < 0xC2 || lead > 0xF4) {
      return false;
    }
    missing = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : 1;
    least = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    most = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    return true;
  }

  /** Whether no character is cut off; begins anew. */
  boolean end() {
    boolean whole = missing == 0;
    missing = 0;
    least = 0x80;
    most = 0xBF;
    return whole;
  }
}
