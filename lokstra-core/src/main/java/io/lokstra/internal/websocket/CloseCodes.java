package io.lokstra.internal.websocket;

/** Close codes (RFC 6455 §7.4). */
public final class CloseCodes {
  /** Done. */
  public static final int NORMAL = 1000;

  /** The endpoint goes away: a server that stops, a page that is left. */
  public static final int GOING_AWAY = 1001;

  /** A rule of the protocol was broken. */
  public static final int PROTOCOL_ERROR = 1002;

  /** A kind of message that is not taken here. */
  public static final int UNSUPPORTED = 1003;

  /** Never sent: the peer closed without a code. */
  public static final int NO_CODE = 1005;

  /** Never sent: the connection was lost. */
  public static final int LOST = 1006;

  /** Content that is not what it says: text that is not UTF-8, JSON that does not fit. */
  public static final int INVALID = 1007;

  /** A rule of the application was broken. */
  public static final int POLICY = 1008;

  /** A message that is too large. */
  public static final int TOO_BIG = 1009;

  /** The server failed. */
  public static final int INTERNAL_ERROR = 1011;

  private CloseCodes() {}

  /** Whether a close frame may carry {@code code}: one that is defined, or for free use. */
  public static boolean isSendable(int code) {
    return (code >= 1000 && code <= 1014 && code != 1004 && code != NO_CODE && code != LOST)
        || (code >= 3000 && code <= 4999);
  }

  /**
   * Whether a close of a client may carry {@code code}. That it restarts, is overloaded, or has a
   * bad gateway behind it (1012 to 1014) is for a server to say.
   */
  static boolean isOfClient(int code) {
    return isSendable(code) && (code < 1012 || code > 1014);
  }
}
