package io.lokstra.redis;

import io.lokstra.store.StoreException;

/**
 * Redis answered with an error, or cannot be used as it is configured. The message names the
 * command and what Redis said, never the values.
 */
public class RedisException extends StoreException {
  private static final long serialVersionUID = 1;

  private final String reply;

  RedisException(String code, String message, String reply, Throwable cause) {
    super(code, message, cause);
    this.reply = reply;
  }

  /** Where it did not come to an answer. */
  RedisException(String code, String message) {
    super(code, message);
    this.reply = "";
  }

  static RedisException replied(String name, String command, String reply, Throwable cause) {
    return new RedisException(
        "LOK-RED-006",
        "redis %s answered %s with an error: %s".formatted(name, command, reply),
        reply,
        cause);
  }

  /**
   * What Redis said, which begins with a word for programs: {@code WRONGTYPE Operation against…};
   * empty where it did not come to that.
   */
  public String reply() {
    return reply;
  }
}
