package io.lokstra.redis;

import io.lettuce.core.RedisFuture;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lokstra.http.Cancellation.Registration;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The one connection on which messages come, opened when somebody first listens. Lettuce listens
 * anew after a reconnect; those who listen are told then that they may have missed something.
 */
final class Listening extends RedisPubSubAdapter<byte[], byte[]> {
  private record Listener(Consumer<byte[]> onMessage, Runnable onGap) {}

  private final Redis redis;
  private final ReentrantLock changing = new ReentrantLock();
  private final Map<ByteBuffer, List<Listener>> listeners = new ConcurrentHashMap<>();
  private final Map<ByteBuffer, Boolean> confirmed = new ConcurrentHashMap<>();
  private @Nullable StatefulRedisPubSubConnection<byte[], byte[]> connection;

  Listening(Redis redis) {
    this.redis = redis;
  }

  Registration listen(byte[] channel, Consumer<byte[]> onMessage, Runnable onGap) {
    Listener listener = new Listener(onMessage, onGap);
    ByteBuffer key = ByteBuffer.wrap(channel.clone());
    lock();
    try {
      StatefulRedisPubSubConnection<byte[], byte[]> open = connection();
      List<Listener> all = listeners.computeIfAbsent(key, _ -> new CopyOnWriteArrayList<>());
      all.add(listener);
      if (all.size() == 1) {
        boolean subscribed = false;
        try {
          await(open.async().subscribe(channel));
          subscribed = true;
        } catch (io.lettuce.core.RedisException e) {
          throw unavailable(e);
        } finally {
          if (!subscribed) {
            listeners.remove(key);
          }
        }
      }
    } finally {
      changing.unlock();
    }
    byte[] name = channel.clone();
    return () -> forget(name, listener);
  }

  private void forget(byte[] name, Listener listener) {
    ByteBuffer channel = ByteBuffer.wrap(name);
    changing.lock();
    try {
      List<Listener> all = listeners.get(channel);
      if (all == null || !all.remove(listener) || !all.isEmpty()) {
        return;
      }
      listeners.remove(channel);
      confirmed.remove(channel);
      StatefulRedisPubSubConnection<byte[], byte[]> open = connection;
      if (open != null && open.isOpen()) {
        // Not waited for: messages of a channel nobody listens to are dropped here.
        var _ = open.async().unsubscribe(name);
      }
    } finally {
      changing.unlock();
    }
  }

  private void lock() {
    try {
      changing.lockInterruptibly();
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private StatefulRedisPubSubConnection<byte[], byte[]> connection() {
    StatefulRedisPubSubConnection<byte[], byte[]> open = connection;
    if (open == null) {
      try {
        open = redis.transport().messages();
      } catch (io.lettuce.core.RedisException e) {
        throw unavailable(e);
      }
      open.addListener(this);
      connection = open;
      keepAlive(open);
    }
    return open;
  }

  /** Asks for signs of life, so that a connection on which nobody speaks is known to stand. */
  private void keepAlive(StatefulRedisPubSubConnection<byte[], byte[]> open) {
    Duration every = redis.options().stallTimeout().dividedBy(2);
    Thread.ofVirtual()
        .name("lokstra-redis-messages")
        .start(() -> {
          while (redis.isOpen()) {
            try {
              Thread.sleep(every);
              if (open.isOpen()) {
                var _ = open.async().ping();
              }
            } catch (InterruptedException e) {
              return;
            } catch (io.lettuce.core.RedisException e) {
              // Not connected just now: the next one tells.
            }
          }
        });
  }

  private void await(RedisFuture<?> answer) {
    try {
      answer.get(redis.options().commandTimeout().toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      throw unavailable(e.getCause());
    } catch (TimeoutException | CancellationException e) {
      throw unavailable(e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private CancellationException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    CancellationException cancelled =
        new CancellationException("interrupted while redis " + redis.name() + " was listened to");
    cancelled.initCause(e);
    return cancelled;
  }

  private RedisUnavailableException unavailable(@Nullable Throwable cause) {
    RedisUnavailableException unavailable =
        new RedisUnavailableException(
            "LOK-RED-002", "redis %s cannot be listened to".formatted(redis.name()), false);
    unavailable.initCause(cause);
    return unavailable;
  }

  @Override
  public void message(byte[] channel, byte[] message) {
    List<Listener> all = listeners.get(ByteBuffer.wrap(channel));
    if (all != null) {
      all.forEach(each -> each.onMessage().accept(message));
    }
  }

  @Override
  public void subscribed(byte[] channel, long count) {
    ByteBuffer key = ByteBuffer.wrap(channel);
    List<Listener> all = listeners.get(key);
    if (all != null && confirmed.put(key, true) != null) {
      all.forEach(each -> each.onGap().run());
    }
  }
}
