package io.lokstra.netty.http3;

import java.util.HashSet;
import java.util.Set;

/**
 * Reads one stream that only the client sends on (RFC 9114 §6.2): its control stream, one of
 * QPACK's two, or one of a kind that means nothing here. Not thread-safe.
 */
public final class UnidirectionalStream implements FrameReader.Receiver {
  private static final int CONTROL = 0;
  private static final int PUSH = 1;
  private static final int QPACK_ENCODER = 2;
  private static final int QPACK_DECODER = 3;

  /** Longest payload of a frame of control; settings are a few octets each. */
  private static final int MAX_PAYLOAD = 4 * 1024;

  private static final int STREAM_COST = 5;
  private static final int SETTINGS_COST = 10;

  /** The instruction that makes a table as small as it is already (RFC 9204 §4.3.1). */
  private static final int TABLE_OF_NONE = 0x20;

  /** The connection that the stream is on. */
  public interface Owner {
    /** A stream begins of a kind of which there is one; whether it is the first. */
    boolean isFirst(long type);

    /** Something came that carries nothing. */
    void idle(int cost) throws ViolationException;

    /** The client said what it can do. */
    void settingsCame();
  }

  private final Owner owner;
  private final FrameReader frames = new FrameReader(this);
  private long type = -1;
  private long number;
  private int missing;
  private boolean settingsSeen;
  private long maxPush = -1;
  private long leaving = Long.MAX_VALUE;
  private boolean inInstruction;
  private int value;
  private int valueLength;

  /** A stream at its beginning. */
  public UnidirectionalStream(Owner owner) {
    this.owner = owner;
  }

  /** Whether the connection needs this stream until its end. */
  public boolean isCritical() {
    return type == CONTROL || type == QPACK_ENCODER || type == QPACK_DECODER;
  }

  /** Whether nobody looks at what comes. */
  public boolean isUnknown() {
    return type > QPACK_DECODER;
  }

  /** Reads on. */
  public void read(byte[] bytes, int from, int to) throws ViolationException {
    int at = from;
    while (type < 0 && at < to) {
      type(bytes[at++]);
    }
    if (type == CONTROL) {
      frames.read(bytes, at, to);
    } else if (type == QPACK_ENCODER) {
      encoder(bytes, at, to);
    } else if (type == QPACK_DECODER) {
      decoder(bytes, at, to);
    }
  }

  private void type(byte octet) throws ViolationException {
    if (missing == 0) {
      missing = (1 << ((octet & 0xff) >>> 6)) - 1;
      number = octet & 0x3f;
    } else {
      missing--;
      number = number << 8 | (octet & 0xff);
    }
    if (missing > 0) {
      return;
    }
    type = number;
    if (type == PUSH) {
      throw ViolationException.ofConnection(
          ErrorCode.STREAM_CREATION_ERROR, "a client does not push");
    }
    if (isCritical() && !owner.isFirst(type)) {
      throw ViolationException.ofConnection(
          ErrorCode.STREAM_CREATION_ERROR, "a second stream of a kind of which there is one");
    }
    if (isUnknown()) {
      owner.idle(STREAM_COST);
    }
  }

  // The control stream (§6.2.1, §7.2).

  @Override
  public FrameReader.Handling begins(long frame, long length) throws ViolationException {
    if (!settingsSeen && frame != FrameType.SETTINGS) {
      throw ViolationException.ofConnection(
          ErrorCode.MISSING_SETTINGS, "the first frame is not SETTINGS");
    }
    boolean misplaced =
        frame == FrameType.DATA
            || frame == FrameType.HEADERS
            || frame == FrameType.PUSH_PROMISE
            || FrameType.isOfHttp2(frame)
            || (settingsSeen && frame == FrameType.SETTINGS);
    if (misplaced) {
      throw ViolationException.ofConnection(
          ErrorCode.FRAME_UNEXPECTED, "a frame that has no place on a control stream");
    }
    owner.idle(settingsSeen ? 1 : SETTINGS_COST);
    settingsSeen = true;
    if (!FrameType.isKnown(frame)) {
      return FrameReader.Handling.SKIP;
    }
    if (length > MAX_PAYLOAD) {
      throw ViolationException.ofConnection(
          ErrorCode.EXCESSIVE_LOAD, "a frame of control that is too long");
    }
    return FrameReader.Handling.COLLECT;
  }

  @Override
  public void passed(byte[] bytes, int from, int count) {
    throw new IllegalStateException("nothing is passed on a control stream");
  }

  @Override
  public void collected(long frame, byte[] bytes, int length) throws ViolationException {
    Numbers numbers = new Numbers(bytes, length);
    if (frame == FrameType.SETTINGS) {
      settings(numbers);
      owner.settingsCame();
      return;
    }
    long id = numbers.next();
    if (!numbers.isAtEnd()) {
      throw ViolationException.ofConnection(ErrorCode.FRAME_ERROR, "a frame that is too long");
    }
    if (frame == FrameType.CANCEL_PUSH) {
      throw wrongId("a push that was never promised");
    }
    if (frame == FrameType.MAX_PUSH_ID) {
      if (id < maxPush) {
        throw wrongId("a number of pushes that shrinks");
      }
      maxPush = id;
    } else {
      if (id > leaving) {
        throw wrongId("a GOAWAY that takes back another");
      }
      leaving = id;
    }
  }

  private static ViolationException wrongId(String what) {
    return ViolationException.ofConnection(ErrorCode.ID_ERROR, what);
  }

  private static void settings(Numbers numbers) throws ViolationException {
    Set<Long> seen = new HashSet<>();
    while (!numbers.isAtEnd()) {
      long id = numbers.next();
      var _ = numbers.next();
      boolean ofHttp2 = id == 0x0 || (id >= 0x2 && id <= 0x5);
      if (ofHttp2 || !seen.add(id)) {
        throw ViolationException.ofConnection(
            ErrorCode.SETTINGS_ERROR, "a setting of HTTP/2, or one that is made twice");
      }
    }
  }

  /** The numbers in a payload. */
  private static final class Numbers {
    private final byte[] bytes;
    private final int length;
    private int at;

    Numbers(byte[] bytes, int length) {
      this.bytes = bytes;
      this.length = length;
    }

    boolean isAtEnd() {
      return at == length;
    }

    long next() throws ViolationException {
      int size = at < length ? 1 << ((bytes[at] & 0xff) >>> 6) : 1;
      if (length - at < size) {
        throw ViolationException.ofConnection(
            ErrorCode.FRAME_ERROR, "a frame that ends within a number");
      }
      long value = bytes[at++] & 0x3f;
      for (int i = 1; i < size; i++) {
        value = value << 8 | (bytes[at++] & 0xff);
      }
      return value;
    }
  }

  // QPACK's streams (RFC 9204 §4.2): with a table of none there is next to nothing to say.

  private void encoder(byte[] bytes, int from, int to) throws ViolationException {
    for (int i = from; i < to; i++) {
      if (bytes[i] != TABLE_OF_NONE) {
        throw ViolationException.ofConnection(
            ErrorCode.QPACK_ENCODER_STREAM_ERROR, "an entry for a table that has no room");
      }
      owner.idle(1);
    }
  }

  /** Only a stream that is cancelled (§4.4.2), which changes nothing, has no entry to speak of. */
  private void decoder(byte[] bytes, int from, int to) throws ViolationException {
    for (int i = from; i < to; i++) {
      int octet = bytes[i] & 0xff;
      if (!inInstruction) {
        if ((octet & 0xc0) != 0x40) {
          throw wrongInstruction();
        }
        owner.idle(1);
        value = octet & 0x3f;
        inInstruction = value == 0x3f;
        valueLength = 0;
      } else {
        if (++valueLength > 9) {
          throw wrongInstruction();
        }
        inInstruction = octet >= 0x80;
      }
    }
  }

  private static ViolationException wrongInstruction() {
    return ViolationException.ofConnection(
        ErrorCode.QPACK_DECODER_STREAM_ERROR, "an instruction about a table that was never used");
  }
}
