package io.lokstra.netty.http1;

import java.util.Locale;

/** Fields that are of a connection, and go no further than to its end (RFC 9110 §7.6.1). */
public final class HopByHop {
  private static final String[] NAMES = {
    "connection",
    "keep-alive",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "content-length"
  };

  private HopByHop() {}

  /** Whether field {@code index} of {@code head} is one, by its name or as Connection names it. */
  public static boolean is(MessageHead head, int index) {
    for (String name : NAMES) {
      if (Octets.matches(head.octets(), head.nameStart(index), head.nameEnd(index), name)) {
        return true;
      }
    }
    String own = head.name(index).toLowerCase(Locale.ROOT);
    for (int at = head.indexOf("connection", 0); at >= 0; at = head.indexOf("connection", at + 1)) {
      if (Framing.listed(head.octets(), head.valueStart(at), head.valueEnd(at), own)) {
        return true;
      }
    }
    return false;
  }
}
