package io.lokstra.websocket;

/**
 * Takes messages of a session, one after the other. Blocking is fine: it runs on a virtual thread,
 * and while it does no more than a bounded rest is read from that client.
 *
 * @param <T> {@code String}, {@code byte[]}, or what JSON is bound to
 */
@FunctionalInterface
public interface MessageHandler<T> {

  /** Takes a message; an exception closes the session with code 1011 and is logged. */
  void handle(WebSocketSession session, T message) throws Exception;
}
