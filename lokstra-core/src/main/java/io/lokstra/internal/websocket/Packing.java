package io.lokstra.internal.websocket;

import io.lokstra.internal.web.Deflaters;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * Packs and unpacks messages (RFC 7692 §7.2). Each message stands alone, so a connection keeps
 * nothing between two of them and one packed form serves all who get the message. What a connection
 * would keep otherwise is 300 KB. Thread-safe.
 */
public final class Packing {
  private static final int IDLE = 16;
  private static final int LEVEL = 3;

  /** What a sender leaves out at the end of a message, and who unpacks it adds. */
  private static final byte[] TAIL = {0, 0, -1, -1};

  private final Deflaters deflaters = new Deflaters(IDLE, LEVEL, true);
  private final AtomicReferenceArray<Inflater> inflaters = new AtomicReferenceArray<>(IDLE);

  /** {@code content} packed; the same array where it would be no shorter. */
  public byte[] pack(byte[] content) {
    Deflater deflater = deflaters.take();
    try {
      deflater.setInput(content);
      // An end of the message's own that is as long as it was is of no use to anybody.
      byte[] out = new byte[content.length];
      int length = deflater.deflate(out, 0, out.length, Deflater.SYNC_FLUSH);
      boolean whole = length < out.length && deflater.needsInput();
      return whole ? Arrays.copyOf(out, length - TAIL.length) : content;
    } finally {
      deflaters.give(deflater);
    }
  }

  /**
   * A message unpacked.
   *
   * @param most how long it may be
   * @throws ViolationException when it is longer, or not packed
   */
  public byte[] unpack(byte[] packed, int most) throws ViolationException {
    Inflater inflater = takeInflater();
    try {
      return inflate(inflater, packed, most);
    } catch (DataFormatException e) {
      throw new ViolationException(CloseCodes.INVALID, "a packed message that cannot be unpacked");
    } finally {
      give(inflater);
    }
  }

  private static byte[] inflate(Inflater inflater, byte[] packed, int most)
      throws DataFormatException, ViolationException {
    byte[] out = new byte[(int) Math.min(most, 64L + 3L * packed.length)];
    int length = 0;
    boolean tail = false;
    inflater.setInput(packed);
    while (true) {
      if (length == out.length) {
        if (length == most) {
          return atLimit(inflater, out, tail, most);
        }
        out = Arrays.copyOf(out, (int) Math.min(most, 2L * out.length));
      }
      int count = inflater.inflate(out, length, out.length - length);
      length += count;
      if (inflater.needsDictionary()) {
        throw new DataFormatException("a dictionary");
      }
      if (inflater.finished()) {
        // A block may be marked as the last (RFC 7692 §7.2.3.4); what follows it is the tail.
        return Arrays.copyOf(out, length);
      }
      if (count == 0 && inflater.needsInput()) {
        if (tail) {
          return Arrays.copyOf(out, length);
        }
        tail = true;
        inflater.setInput(TAIL);
      }
    }
  }

  /** As much as may be is there: whether it is all is yet to be seen. */
  private static byte[] atLimit(Inflater inflater, byte[] out, boolean tailGiven, int most)
      throws DataFormatException, ViolationException {
    byte[] more = new byte[1];
    boolean tail = tailGiven;
    while (inflater.inflate(more) == 0) {
      if (inflater.finished() || (tail && inflater.needsInput())) {
        return out;
      }
      if (inflater.needsInput()) {
        tail = true;
        inflater.setInput(TAIL);
      } else if (inflater.needsDictionary()) {
        throw new DataFormatException("a dictionary");
      }
    }
    throw new ViolationException(
        CloseCodes.TOO_BIG, "a message of more than " + most + " octets once unpacked");
  }

  private Inflater takeInflater() {
    for (int i = 0; i < IDLE; i++) {
      Inflater waiting = inflaters.get(i) == null ? null : inflaters.getAndSet(i, null);
      if (waiting != null) {
        return waiting;
      }
    }
    return new Inflater(true);
  }

  private void give(Inflater used) {
    used.reset();
    for (int i = 0; i < IDLE; i++) {
      if (inflaters.compareAndSet(i, null, used)) {
        return;
      }
    }
    used.end();
  }
}
