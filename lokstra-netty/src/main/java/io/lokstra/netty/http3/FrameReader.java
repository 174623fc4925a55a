package io.lokstra.netty.http3;

import java.util.Arrays;

/**
 * Takes the octets of one stream apart into frames (RFC 9114 §7.1), however they arrive. Collects
 * no more than its receiver allows. Not thread-safe.
 */
public final class FrameReader {
  /** What is to become of a frame's payload. */
  public enum Handling {
    /** It is handed on as it arrives. */
    PASS,
    /** It is handed on when it is whole. */
    COLLECT,
    /** Nobody looks at it. */
    SKIP
  }

  /** Whom frames are for. */
  public interface Receiver {
    /**
     * A frame begins.
     *
     * @param length of its payload, as announced
     * @throws ViolationException when it must not stand here, or is too long to be collected
     */
    Handling begins(long type, long length) throws ViolationException;

    /** A piece of a payload that is passed. */
    void passed(byte[] bytes, int from, int count) throws ViolationException;

    /** A payload that was collected; the array is the reader's. */
    void collected(long type, byte[] bytes, int length) throws ViolationException;
  }

  private enum State {
    TYPE,
    LENGTH,
    PAYLOAD
  }

  private final Receiver receiver;
  private State state = State.TYPE;
  private long number;
  private int missing;
  private long type;
  private long remaining;
  private Handling handling = Handling.SKIP;
  private byte[] payload = {};
  private int length;

  /** A reader at the start of a stream. */
  public FrameReader(Receiver receiver) {
    this.receiver = receiver;
  }

  /**
   * Reads on.
   *
   * @throws ViolationException what the receiver throws; then nothing more is to be read
   */
  public void read(byte[] bytes, int from, int to) throws ViolationException {
    int at = from;
    while (at < to) {
      if (state == State.PAYLOAD) {
        at += payload(bytes, at, to);
      } else if (number(bytes[at++])) {
        numberEnded();
      }
    }
  }

  /** A number of one to eight octets (RFC 9000 §16); whether it is whole. */
  private boolean number(byte octet) {
    if (missing == 0) {
      missing = (1 << ((octet & 0xff) >>> 6)) - 1;
      number = octet & 0x3f;
    } else {
      missing--;
      number = number << 8 | (octet & 0xff);
    }
    return missing == 0;
  }

  private void numberEnded() throws ViolationException {
    if (state == State.TYPE) {
      type = number;
      state = State.LENGTH;
      return;
    }
    remaining = number;
    handling = receiver.begins(type, remaining);
    length = 0;
    state = State.PAYLOAD;
    if (remaining == 0) {
      end();
    }
  }

  private int payload(byte[] bytes, int from, int to) throws ViolationException {
    int count = (int) Math.min(remaining, to - from);
    switch (handling) {
      case PASS -> receiver.passed(bytes, from, count);
      case COLLECT -> {
        if (payload.length - length < count) {
          payload = Arrays.copyOf(payload, Math.max(length + count, 2 * payload.length));
        }
        System.arraycopy(bytes, from, payload, length, count);
        length += count;
      }
      case SKIP -> {}
    }
    remaining -= count;
    if (remaining == 0) {
      end();
    }
    return count;
  }

  private void end() throws ViolationException {
    state = State.TYPE;
    if (handling == Handling.COLLECT) {
      byte[] whole = payload;
      payload = new byte[0];
      receiver.collected(type, whole, length);
    }
  }

  /** Whether no frame has begun and not ended. */
  public boolean isBetweenFrames() {
    return state == State.TYPE && missing == 0;
  }
}
