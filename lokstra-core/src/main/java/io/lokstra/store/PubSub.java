package io.lokstra.store;

import io.lokstra.internal.store.MemoryPubSub;
import io.lokstra.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Messages to all who listen now, in this and, by Redis, in other instances of a service. At most
 * once: who does not listen, or cannot be reached, misses a message. Thread-safe.
 *
 * <p>As a service it is of the type {@code memory-pubsub} or {@code redis-pubsub}.
 */
public interface PubSub {

  /** Messages within this process. */
  static PubSub inMemory() {
    return new MemoryPubSub(PubSubOptions.defaults());
  }

  /**
   * Sends a message to all who listen to a channel, and does not wait for them.
   *
   * @param channel 1 to 512 characters
   * @throws StoreUnavailableException when it cannot be sent
   */
  void publish(String channel, byte[] message);

  /** Sends text, in UTF-8. */
  default void publishText(String channel, String text) {
    publish(channel, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Sends a record, a collection, a number or text as JSON. */
  default void publishJson(String channel, Object value) {
    publish(channel, Json.standard().encode(value));
  }

  /**
   * Listens to a channel from when this returns. Messages come one after the other, in their order,
   * on a virtual thread of the subscription's own; what the handler throws is logged.
   *
   * @throws StoreUnavailableException when it cannot be listened
   */
  MessageSubscription subscribe(String channel, Consumer<? super Message> handler);
}
