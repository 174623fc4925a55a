package io.lokstra.websocket;

/** Is told of a session that begins. */
@FunctionalInterface
public interface OpenHandler {

  /** The session is open; no message was handled yet. */
  void opened(WebSocketSession session) throws Exception;
}
