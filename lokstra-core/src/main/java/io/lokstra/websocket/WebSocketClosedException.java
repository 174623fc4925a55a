package io.lokstra.websocket;

/** A message cannot be sent: the session is closed, or was closed for being too slow. */
public final class WebSocketClosedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Says why. */
  public WebSocketClosedException(String message) {
    super(message);
  }
}
