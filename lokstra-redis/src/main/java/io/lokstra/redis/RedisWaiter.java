package io.lokstra.redis;

import io.lettuce.core.api.StatefulConnection;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Waits for elements of lists, on a connection of its own. One thread waits at a time; any thread
 * may close it, which ends the wait.
 *
 * <p>An element that Redis gave while the waiting thread was interrupted, or the connection broke,
 * is lost: put into such lists what can be lost, a sign that there is something to do, and keep the
 * thing itself elsewhere.
 */
public final class RedisWaiter implements AutoCloseable {
  /** Redis 6 cuts a millisecond to none, which means for ever. */
  private static final long SHORTEST = 2_000_000;

  private final Redis redis;
  private final ReentrantLock waiting = new ReentrantLock();
  private final Duration slice;
  private volatile @Nullable StatefulConnection<byte[], byte[]> connection;
  private volatile boolean closed;

  /**
   * An element and the list it was taken from.
   *
   * @param key the list
   * @param value the element
   */
  public record Popped(byte[] key, byte[] value) {}

  RedisWaiter(Redis redis) {
    this.redis = redis;
    // Waited in parts, so that a server that is gone is noticed in the middle of a long wait.
    this.slice = redis.options().stallTimeout().dividedBy(2);
  }

  /**
   * Takes the first element of the first of these lists that has one; waits where none has (BLPOP).
   *
   * @param wait the longest wait; a request's deadline may end it before
   * @param lists their keys, in one slot where Redis is a cluster
   * @return empty when there was none in that time
   * @throws RedisUnavailableException when Redis cannot be asked, or this was closed
   * @throws java.util.concurrent.CancellationException when the thread was interrupted
   */
  public Optional<Popped> pop(Duration wait, List<byte[]> lists) {
    if (!waiting.tryLock()) {
      throw new IllegalStateException("another thread waits by this waiter; each needs its own");
    }
    try {
      CallTime end = CallTime.within(wait);
      while (true) {
        long nanos = Math.min(end.left(), slice.toNanos());
        RedisReply reply = popOnce(Math.max(nanos, SHORTEST), lists);
        if (!reply.isNil()) {
          List<RedisReply> both = reply.asList();
          return Optional.of(new Popped(both.get(0).asBytes(), both.get(1).asBytes()));
        }
        if (end.left() == 0) {
          return Optional.empty();
        }
      }
    } finally {
      waiting.unlock();
    }
  }

  private RedisReply popOnce(long nanos, List<byte[]> lists) {
    RedisCommand command = RedisCommand.of("BLPOP");
    lists.forEach(command::key);
    command.arg(seconds(nanos));
    CallTime time =
        new CallTime(System.nanoTime() + nanos + redis.options().commandTimeout().toNanos());
    boolean answered = false;
    try {
      RedisReply reply = redis.reply(redis.sendAndAwait(connection(), command, time));
      answered = true;
      return reply;
    } finally {
      if (!answered) {
        drop();
      }
    }
  }

  /** In seconds with three places, as BLPOP takes it since Redis 6. */
  private static String seconds(long nanos) {
    long millis = nanos / 1_000_000;
    return millis / 1000 + "." + Long.toString(1000 + millis % 1000).substring(1);
  }

  private StatefulConnection<byte[], byte[]> connection() {
    StatefulConnection<byte[], byte[]> open = connection;
    if (open == null) {
      refuseIfClosed();
      open = redis.openOwn();
      connection = open;
    }
    refuseIfClosed();
    return open;
  }

  private void refuseIfClosed() {
    if (closed) {
      drop();
      throw new RedisUnavailableException(
          "LOK-RED-007", "this waiter on redis " + redis.name() + " is closed", false);
    }
  }

  // A wait that was given up goes on in the server until its connection goes.
  private synchronized void drop() {
    StatefulConnection<byte[], byte[]> open = connection;
    connection = null;
    if (open != null) {
      redis.closeOwn(open);
    }
  }

  /** Ends the wait, if there is one, and closes the connection. */
  @Override
  public void close() {
    closed = true;
    drop();
  }
}
