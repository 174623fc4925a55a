package io.lokstra.websocket;

import io.lokstra.http.RequestContext;

/**
 * One connection. Thread-safe: whoever has it may send, and messages of one thread arrive in their
 * order.
 *
 * <p>What is sent waits in a queue until the client reads it. Where that is full, {@code send}
 * waits for room, at most {@link WebSocketOptions#sendTimeout()}; then the session is closed with
 * code 1008 and sending fails. {@code trySend} never waits.
 */
public interface WebSocketSession {

  /** What names the session in logs: the id of the request it began with. */
  String id();

  /** The request it began with: path, query, headers, who it is, what middleware left there. */
  RequestContext context();

  /** The subprotocol that was agreed on; empty without one. */
  String protocol();

  /** Whether messages can still be sent. */
  boolean isOpen();

  /**
   * Sends text.
   *
   * @throws WebSocketClosedException when the session is closed, or closes because the client does
   *     not read
   */
  void send(String text);

  /**
   * Sends octets. The array is not copied.
   *
   * @throws WebSocketClosedException when the session is closed, or closes because the client does
   *     not read
   */
  void send(byte[] octets);

  /**
   * Sends a value as JSON, in text; a record of a sealed interface with its discriminator.
   *
   * @throws WebSocketClosedException when the session is closed, or closes because the client does
   *     not read
   * @throws io.lokstra.json.JsonException when the value has no JSON
   */
  void sendJson(Object value);

  /** Sends text if there is room for it; whether that is so. */
  boolean trySend(String text);

  /** Sends octets, which are not copied, if there is room for them; whether that is so. */
  boolean trySend(byte[] octets);

  /** Closes with code 1000, after what was sent before. Idempotent. */
  default void close() {
    close(WebSocketClose.NORMAL, "");
  }

  /**
   * Closes, after what was sent before. Only the first close of a session counts.
   *
   * @param code 1000 to 1014 but for 1004 to 1006, or 3000 to 4999
   * @param reason for people, at most 123 bytes in UTF-8
   * @throws IllegalArgumentException when code or reason is none that can be sent
   */
  void close(int code, String reason);
}
