package io.lokstra.netty;

import io.lokstra.engine.HttpOptions;
import io.lokstra.engine.Refusal;
import io.lokstra.engine.RequestBody;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The body of one request of HTTP/2 on its way in: collected before the call starts, forwarded
 * while it runs, dropped after it. Confined to the event loop.
 */
final class StreamBody {
  private static final long SECOND = 1_000_000_000L;
  private static final int FIRST_ARRAY = 4 * 1024;

  /** A connection has many streams, so that each keeps less than a connection of HTTP/1.1 does. */
  private static final int FULL = 32 * 1024;

  private static final int LOW = 8 * 1024;

  private final HttpOptions options;
  private final long announced;
  private byte[] collected;
  private int count;
  private long received;
  private @Nullable InputQueue queue;
  private boolean done;
  private boolean broken;
  private long since;
  private long receivedBefore;

  /** A body of {@code announced} bytes, -1 when that was not said. */
  StreamBody(long announced, HttpOptions options, long now) {
    this.announced = announced;
    this.options = options;
    this.collected = new byte[announced < 0 ? 0 : (int) Math.min(announced, FIRST_ARRAY)];
    this.since = now;
  }

  /** Takes what arrived. */
  void take(byte[] bytes, int from, int length) {
    received += length;
    if (length == 0 || broken) {
      return;
    }
    if (queue != null) {
      queue.append(bytes, from, length);
      return;
    }
    if (collected.length - count < length) {
      collected = Arrays.copyOf(collected, Math.max(count + length, 2 * collected.length));
    }
    System.arraycopy(bytes, from, collected, count, length);
    count += length;
  }

  /** The body is complete. */
  void end() {
    done = true;
    if (queue != null && !broken) {
      queue.end();
    }
  }

  /** The body that was collected whole. */
  RequestBody whole() {
    byte[] all = count == collected.length ? collected : Arrays.copyOf(collected, count);
    collected = new byte[0];
    count = 0;
    return new Bodies.Buffered(announced, all);
  }

  /** The body as it goes on to arrive. */
  RequestBody arriving(Runnable onRoom) {
    InputQueue to = new InputQueue(onRoom, FULL, LOW);
    to.offer(Arrays.copyOf(collected, count));
    collected = new byte[0];
    count = 0;
    queue = to;
    return new Bodies.Arriving(announced, to);
  }

  /** The body for a call that is to answer with {@code reason}. */
  RequestBody refuse(Refusal reason) {
    broken = true;
    collected = new byte[0];
    count = 0;
    return RequestBody.refused(announced, reason);
  }

  /** Fails the call's reading with {@code reason}. */
  void fail(Exception reason) {
    if (!done) {
      broken = true;
      if (queue != null) {
        queue.fail(reason);
      }
    }
  }

  /** The client is gone. */
  void gone() {
    fail(new IOException("the client went away"));
  }

  /** How many bytes were announced, -1 when none were. */
  long announced() {
    return announced;
  }

  /** How many bytes came. */
  long received() {
    return received;
  }

  /** How many bytes are collected. */
  int collected() {
    return count;
  }

  /** Whether the client is to send no more until the call has read. */
  boolean isFull() {
    return queue != null && !broken && queue.isFull();
  }

  boolean isDone() {
    return done;
  }

  /** Whether nothing more of it will be read. */
  boolean isBroken() {
    return broken;
  }

  /**
   * Whether it comes more slowly than allowed.
   *
   * @param paused whether it is we who take no more
   * @param arriving how much has come in a frame that is not whole yet
   */
  boolean isTooSlow(long now, boolean paused, int arriving) {
    if (paused) {
      since = now;
      receivedBefore = received;
      return false;
    }
    long graced = now - since - options.bodyGrace().toNanos();
    return graced > 0
        && received + arriving - receivedBefore
            < options.minBodyRate() * (graced / (double) SECOND);
  }
}
