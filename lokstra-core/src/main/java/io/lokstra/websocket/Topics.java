package io.lokstra.websocket;

import io.lokstra.internal.websocket.Broadcast;
import io.lokstra.internal.websocket.SharedMessage;
import java.nio.charset.StandardCharsets;

/**
 * Names under which sessions listen together: the rooms of a chat, the symbols of a ticker. A name
 * is there as long as somebody listens, and a session leaves when it ends. Thread-safe.
 *
 * <p>Sending waits for nobody. A message is encoded once, and packed once, for all. A client that
 * is too slow for it is closed, or does not get it: {@link WebSocketOptions#slowReader}. Topics
 * reach the sessions of this process.
 */
public final class Topics {
  private final Broadcast broadcast = new Broadcast();

  private Topics() {}

  /** No topics yet. */
  public static Topics create() {
    return new Topics();
  }

  /**
   * Has {@code session} listen under {@code name}, until it leaves or ends.
   *
   * @throws IllegalStateException when it would be its 101st name: what a client says must not grow
   *     without a bound
   */
  public void join(String name, WebSocketSession session) {
    broadcast.join(name, session);
  }

  /** Has {@code session} listen no more under {@code name}. */
  public void leave(String name, WebSocketSession session) {
    broadcast.leave(name, session);
  }

  /** How many sessions listen under {@code name}. */
  public int size(String name) {
    return broadcast.size(name);
  }

  /**
   * Sends text to all that listen under {@code name}.
   *
   * @return how many will get it
   */
  public int send(String name, String text) {
    return broadcast.send(name, SharedMessage.text(text.getBytes(StandardCharsets.UTF_8)));
  }

  /**
   * Sends octets, which are not copied, to all that listen under {@code name}.
   *
   * @return how many will get it
   */
  public int send(String name, byte[] octets) {
    return broadcast.send(name, SharedMessage.binary(octets));
  }

  /**
   * Sends a value as JSON, in text, to all that listen under {@code name}.
   *
   * @return how many will get it
   * @throws io.lokstra.json.JsonException when the value has no JSON
   */
  public int sendJson(String name, Object value) {
    return broadcast.sendJson(name, value);
  }
}
