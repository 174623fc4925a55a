package io.lokstra.netty;

import io.lokstra.engine.HttpOptions;
import io.lokstra.engine.Refusal;
import io.lokstra.engine.RequestBody;
import io.lokstra.http.HttpException;
import io.lokstra.netty.http1.BodyDecoder;
import io.lokstra.netty.http1.Refusals;
import io.lokstra.netty.http1.RequestHead;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The body of one request on its way in: collected before the call starts, forwarded while it runs,
 * discarded after it. Confined to the event loop.
 */
final class BodyReader implements BodyDecoder.Sink {
  /** How collecting a body stands. */
  enum Progress {
    /** More has to arrive before the call can start. */
    INCOMPLETE,
    /** The call can start; the rest is forwarded to it. */
    STARTED,
    /** The body is complete. */
    COMPLETE,
    /** It is larger than the call allows. */
    TOO_LARGE,
    /** It cannot be understood. */
    REFUSED
  }

  private static final long SECOND = 1_000_000_000L;
  private static final int FIRST_ARRAY = 4 * 1024;
  private static final long MAX_DISCARDED = 64 * 1024;

  private final BodyDecoder decoder;
  private final HttpOptions options;
  private final long maxSize;
  private final long announced;
  private byte[] collected;
  private int count;
  private long received;
  private long discardedFrom = -1;
  private @Nullable InputQueue queue;
  private boolean broken;
  private boolean refused;
  private long since;
  private long receivedBefore;

  BodyReader(RequestHead head, HttpOptions options, long maxSize, long now) {
    this.decoder = BodyDecoder.of(head, options.maxHeaderSize(), options.maxHeaders());
    this.options = options;
    this.maxSize = maxSize;
    this.announced = head.chunked() ? -1 : head.contentLength();
    this.collected = new byte[announced < 0 ? 0 : (int) Math.min(announced, FIRST_ARRAY)];
    this.since = now;
  }

  /** Collects what arrived, before the call runs. */
  Progress collect(InputBuffer input) {
    decode(input);
    if (decoder.refusal() != null) {
      return Progress.REFUSED;
    }
    if (received + decoder.remaining() > maxSize) {
      broken = true;
      return Progress.TOO_LARGE;
    }
    if (decoder.isDone()) {
      return Progress.COMPLETE;
    }
    return count >= options.bufferedBody() ? Progress.STARTED : Progress.INCOMPLETE;
  }

  /** The body for a call that is to answer with {@code reason}; nothing more is read. */
  RequestBody refuse(Refusal reason) {
    broken = true;
    refused = true;
    collected = new byte[0];
    return RequestBody.refused(announced, reason);
  }

  /** Gives what arrives to the call that runs. */
  void forward(InputBuffer input) {
    InputQueue to = queue;
    if (broken || to == null) {
      // Nobody reads on; the connection closes after the response.
      input.clear();
      return;
    }
    decode(input);
    Refusal refusal = decoder.refusal();
    if (refusal != null) {
      fail(new HttpException(refusal.status(), refusal.code(), refusal.message()));
    } else if (received + decoder.remaining() > maxSize) {
      fail(Bodies.tooLarge());
    } else if (decoder.isDone()) {
      to.end();
    }
  }

  /** Drops what arrives after the response; false when there is more of it than is worth it. */
  boolean discard(InputBuffer input) {
    if (discardedFrom < 0) {
      discardedFrom = received;
      queue = null;
      broken = true;
    }
    decode(input);
    return decoder.refusal() == null && received - discardedFrom <= MAX_DISCARDED;
  }

  /** Whether what is still to come is little enough to be discarded. */
  boolean isWorthDiscarding() {
    return !broken && decoder.refusal() == null && decoder.remaining() <= MAX_DISCARDED;
  }

  private void decode(InputBuffer input) {
    input.use(decoder.decode(input.bytes(), input.from(), input.to(), this));
  }

  @Override
  public void take(byte[] bytes, int from, int length) {
    received += length;
    if (queue != null) {
      queue.append(bytes, from, length);
    } else if (!broken) {
      if (collected.length - count < length) {
        collected = Arrays.copyOf(collected, Math.max(count + length, 2 * collected.length));
      }
      System.arraycopy(bytes, from, collected, count, length);
      count += length;
    }
  }

  /** The body that was collected whole. */
  RequestBody whole() {
    byte[] all = count == collected.length ? collected : Arrays.copyOf(collected, count);
    collected = new byte[0];
    return new Bodies.Buffered(announced, all);
  }

  /** The body as it goes on to arrive. */
  RequestBody arriving(Runnable onRoom) {
    InputQueue to = new InputQueue(onRoom);
    to.offer(Arrays.copyOf(collected, count));
    collected = new byte[0];
    queue = to;
    return new Bodies.Arriving(announced, to);
  }

  /** Fails the call's reading with {@code reason}; nothing more is read. */
  void fail(Exception reason) {
    broken = true;
    if (queue != null) {
      queue.fail(reason);
    }
  }

  /** The client stopped sending. */
  void inputEnded() {
    if (!decoder.isDone() && !broken) {
      fail(new IOException("the client stopped in the middle of the body"));
    }
  }

  /** Whether the connection is to stop reading until the call has read, or has ended. */
  boolean isFull() {
    return refused || (queue != null && queue.isFull());
  }

  /** Whether the call was not given the body; the connection closes after its response. */
  boolean isRefused() {
    return refused;
  }

  /** Whether the body is complete. */
  boolean isDone() {
    return decoder.isDone();
  }

  /** Whether nothing more of it will be read. */
  boolean isBroken() {
    return broken;
  }

  /** Why it cannot be understood. */
  Refusal refusal() {
    Refusal refusal = decoder.refusal();
    return refusal == null ? Refusals.FAILED : refusal;
  }

  /** Whether it comes more slowly than allowed; {@code paused} when it is we who do not read. */
  boolean isTooSlow(long now, boolean paused) {
    if (paused) {
      // The clock starts anew when we read again.
      since = now;
      receivedBefore = received;
      return false;
    }
    long graced = now - since - options.bodyGrace().toNanos();
    return graced > 0
        && received - receivedBefore < options.minBodyRate() * (graced / (double) SECOND);
  }
}
