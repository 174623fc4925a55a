package io.lokstra.testkit.fault;

import java.nio.ByteBuffer;

/**
 * Divides one direction of one connection into the messages of its protocol. Called by one thread,
 * in order, so it may remember what it has seen.
 */
@FunctionalInterface
public interface Framing {

  /**
   * How long the message is that begins at the buffer's position.
   *
   * @param bytes what has come of it, perhaps with more behind it; is not to be consumed
   * @return its length in bytes, all of it; 0 when more must come before that is known
   */
  int length(ByteBuffer bytes);

  /**
   * Messages that begin with one byte of type and four of length, which counts itself: those of
   * PostgreSQL, but for the first that a client sends, which has no type. For connections without
   * TLS ({@code sslmode=disable&gssEncMode=disable}).
   */
  static Framing postgres(Direction direction) {
    return new Framing() {
      private boolean first = direction == Direction.TO_SERVER;

      @Override
      public int length(ByteBuffer bytes) {
        int typed = first ? 0 : 1;
        if (bytes.remaining() < (first ? 8 : 5)) {
          return 0;
        }
        int length = typed + bytes.getInt(bytes.position() + typed);
        // A question for encryption begins a connection too, and has no type either.
        first = first && isQuestion(bytes);
        return length;
      }

      private static boolean isQuestion(ByteBuffer bytes) {
        int code = bytes.getInt(bytes.position() + 4);
        return code == 80877103 || code == 80877104;
      }
    };
  }

  /**
   * Messages that end with a byte, such as lines.
   *
   * @param last the byte, signed or not
   */
  static Framing endingWith(int last) {
    return bytes -> {
      for (int i = bytes.position(); i < bytes.limit(); i++) {
        if (bytes.get(i) == (byte) last) {
          return i + 1 - bytes.position();
        }
      }
      return 0;
    };
  }
}
