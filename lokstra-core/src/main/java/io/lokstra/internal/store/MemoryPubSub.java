package io.lokstra.internal.store;

import io.lokstra.store.Message;
import io.lokstra.store.MessageSubscription;
import io.lokstra.store.PubSub;
import io.lokstra.store.PubSubOptions;
import io.lokstra.store.StoreException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Messages within this process. */
public final class MemoryPubSub implements PubSub {
  private final Map<String, List<Delivery>> channels = new ConcurrentHashMap<>();
  private final AtomicInteger subscriptions = new AtomicInteger();
  private final PubSubOptions options;

  public MemoryPubSub(PubSubOptions options) {
    this.options = options;
  }

  @Override
  public void publish(String channel, byte[] message) {
    List<Delivery> listening = channels.get(StoreKeys.check(channel));
    if (listening != null) {
      byte[] body = message.clone();
      for (Delivery each : listening) {
        each.offer(new Message(channel, body.clone()));
      }
    }
  }

  @Override
  public MessageSubscription subscribe(String channel, Consumer<? super Message> handler) {
    StoreKeys.check(channel);
    if (subscriptions.incrementAndGet() > options.maxSubscriptions()) {
      subscriptions.decrementAndGet();
      throw new StoreException(
          "LOK-STO-002",
          "%d listen already (max-subscriptions); nobody more may to '%s'"
              .formatted(options.maxSubscriptions(), channel));
    }
    Delivery delivery = new Delivery(channel, handler, options.maxWaiting(), this::forget);
    channels.compute(
        channel,
        (_, listening) -> {
          List<Delivery> all = listening == null ? new CopyOnWriteArrayList<>() : listening;
          all.add(delivery);
          return all;
        });
    return delivery;
  }

  private void forget(Delivery delivery) {
    channels.computeIfPresent(
        delivery.channel(),
        (_, listening) -> {
          listening.remove(delivery);
          return listening.isEmpty() ? null : listening;
        });
    subscriptions.decrementAndGet();
  }
}
