package io.lokstra.websocket;

/** Is told of a session that has ended. */
@FunctionalInterface
public interface CloseHandler {

  /** The session is over, and no message will follow. Called once for each that was opened. */
  void closed(WebSocketSession session, WebSocketClose how) throws Exception;
}
