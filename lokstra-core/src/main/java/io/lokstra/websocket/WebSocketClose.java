package io.lokstra.websocket;

/**
 * How a session ended.
 *
 * @param code the close code (RFC 6455 §7.4): what was sent by the end that closed first, 1005 when
 *     the client gave none, 1006 when the connection was lost
 * @param reason what was said with it, for people; from outside: do not trust it
 */
public record WebSocketClose(int code, String reason) {
  /** Done. */
  public static final int NORMAL = 1000;

  /** An end goes away: a server that stops, a page that is left. */
  public static final int GOING_AWAY = 1001;

  /** A kind of message that is not taken. */
  public static final int UNSUPPORTED = 1003;

  /** A message that is not what it should be. */
  public static final int INVALID = 1007;

  /** A rule of the application was broken. */
  public static final int POLICY = 1008;

  /** The server failed. */
  public static final int INTERNAL_ERROR = 1011;

  /** The server is busy; the client may try again later. */
  public static final int TRY_AGAIN_LATER = 1013;

  /** Whether the client said that it closes, or was told to, and the connection was not lost. */
  public boolean clean() {
    return code != 1006;
  }
}
