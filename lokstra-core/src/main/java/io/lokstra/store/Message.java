package io.lokstra.store;

import io.lokstra.json.Json;
import java.nio.charset.StandardCharsets;

/**
 * A message as it was published.
 *
 * @param channel where
 * @param body the bytes of it
 */
public record Message(String channel, byte[] body) {

  /** The body as text, in UTF-8. */
  public String text() {
    return new String(body, StandardCharsets.UTF_8);
  }

  /**
   * The body, read as JSON.
   *
   * @throws io.lokstra.json.JsonException when it is no such value
   */
  public <T> T as(Class<T> type) {
    return Json.standard().decode(body, type);
  }

  @Override
  public String toString() {
    return "Message[" + channel + ", " + body.length + " bytes]";
  }
}
