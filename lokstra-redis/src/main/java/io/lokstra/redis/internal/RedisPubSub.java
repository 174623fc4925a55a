package io.lokstra.redis.internal;

import io.lokstra.http.Cancellation.Registration;
import io.lokstra.internal.store.Delivery;
import io.lokstra.internal.store.StoreKeys;
import io.lokstra.redis.Redis;
import io.lokstra.redis.RedisCommand;
import io.lokstra.store.Message;
import io.lokstra.store.MessageSubscription;
import io.lokstra.store.PubSub;
import io.lokstra.store.PubSubOptions;
import io.lokstra.store.StoreException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Messages by Redis, on channels {@code <namespace>:messages:<channel>}. */
public final class RedisPubSub implements PubSub {
  private final Redis redis;
  private final PubSubOptions options;
  private final AtomicInteger subscriptions = new AtomicInteger();

  public RedisPubSub(Redis redis, PubSubOptions options) {
    this.redis = redis;
    this.options = options;
  }

  private byte[] channel(String channel) {
    return redis.key("messages:" + StoreKeys.check(channel));
  }

  @Override
  public void publish(String channel, byte[] message) {
    redis.call(RedisCommand.of("PUBLISH").arg(channel(channel)).arg(message));
  }

  @Override
  public MessageSubscription subscribe(String channel, Consumer<? super Message> handler) {
    byte[] name = channel(channel);
    if (subscriptions.incrementAndGet() > options.maxSubscriptions()) {
      subscriptions.decrementAndGet();
      throw new StoreException(
          "LOK-STO-002",
          "%d listen already (max-subscriptions); nobody more may to '%s'"
              .formatted(options.maxSubscriptions(), channel));
    }
    CompletableFuture<Registration> registration = new CompletableFuture<>();
    Delivery delivery =
        new Delivery(
            channel,
            handler,
            options.maxWaiting(),
            _ -> {
              subscriptions.decrementAndGet();
              var _ = registration.thenAccept(Registration::close);
            });
    boolean listens = false;
    try {
      registration.complete(
          redis.listen(name, body -> delivery.offer(new Message(channel, body)), delivery::missed));
      listens = true;
      return delivery;
    } finally {
      if (!listens) {
        subscriptions.decrementAndGet();
      }
    }
  }
}
