package io.lokstra.netty.http1;

import io.lokstra.engine.Refusal;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads a block of field lines, up to and with the empty line that ends it (RFC 9112 §5).
 *
 * <p>Strict: a name is a token directly followed by its colon, a line ends with CRLF, nothing is
 * folded, no control character passes. Reading can go on when more has arrived: positions are
 * relative to the start of the message, which may have moved to another array meanwhile.
 */
final class FieldLines {
  /** More octets are needed. */
  static final int MORE = 0;

  /** The block is refused; {@link #refusal()} says why. */
  static final int REFUSED = -1;

  /** Positions per field line: start and end of its name, start and end of its value. */
  static final int STRIDE = 4;

  private final int maxSize;
  private final int maxFields;
  private int[] index = new int[8 * STRIDE];
  private int count;
  private int start;
  private int line;
  private @Nullable Refusal refusal;

  FieldLines(int maxSize, int maxFields) {
    this.maxSize = maxSize;
    this.maxFields = maxFields;
  }

  /** Begins anew with a block at {@code start}, relative to the start of its message. */
  void reset(int start) {
    this.start = start;
    this.line = start;
    this.count = 0;
    this.refusal = null;
  }

  /**
   * Reads on.
   *
   * @param base where the message starts in {@code bytes}
   * @param to the end of what has arrived
   * @return the position after the empty line relative to {@code base}, {@link #MORE} or {@link
   *     #REFUSED}
   */
  int read(byte[] bytes, int base, int to) {
    boolean[] token = Octets.TOKEN;
    boolean[] value = Octets.VALUE;
    int at = base + line;
    while (true) {
      int nameEnd = at;
      while (nameEnd < to && token[bytes[nameEnd] & 0xff]) {
        nameEnd++;
      }
      if (nameEnd == to) {
        return more(base, at, to);
      }
      if (nameEnd == at) {
        if (bytes[at] != '\r') {
          return refuse(Refusals.startOfLine(bytes[at]));
        }
        if (at + 1 == to) {
          return more(base, at, to);
        }
        if (bytes[at + 1] != '\n') {
          return refuse(Refusals.BARE_CR);
        }
        return at - base - start > maxSize ? refuse(Refusals.HEADER_SIZE) : at + 2 - base;
      }
      if (bytes[nameEnd] != ':') {
        return refuse(
            Octets.isBlank(bytes[nameEnd]) ? Refusals.SPACE_BEFORE_COLON : Refusals.FIELD_NAME);
      }
      int valueStart = nameEnd + 1;
      while (valueStart < to && Octets.isBlank(bytes[valueStart])) {
        valueStart++;
      }
      int lineEnd = valueStart;
      while (lineEnd < to && value[bytes[lineEnd] & 0xff]) {
        lineEnd++;
      }
      if (lineEnd + 1 >= to && (lineEnd == to || bytes[lineEnd] == '\r')) {
        return more(base, at, to);
      }
      if (bytes[lineEnd] != '\r') {
        return refuse(bytes[lineEnd] == '\n' ? Refusals.BARE_LF : Refusals.FIELD_VALUE);
      }
      if (bytes[lineEnd + 1] != '\n') {
        return refuse(Refusals.BARE_CR);
      }
      int valueEnd = lineEnd;
      while (valueEnd > valueStart && Octets.isBlank(bytes[valueEnd - 1])) {
        valueEnd--;
      }
      if (!add(at - base, nameEnd - base, valueStart - base, valueEnd - base)) {
        return refuse(Refusals.HEADER_COUNT);
      }
      at = lineEnd + 2;
    }
  }

  private int more(int base, int at, int to) {
    line = at - base;
    return to - base - start > maxSize ? refuse(Refusals.HEADER_SIZE) : MORE;
  }

  private int refuse(Refusal reason) {
    refusal = reason;
    return REFUSED;
  }

  private boolean add(int nameStart, int nameEnd, int valueStart, int valueEnd) {
    if (count == maxFields) {
      return false;
    }
    int at = count * STRIDE;
    if (at == index.length) {
      index = Arrays.copyOf(index, index.length * 2);
    }
    index[at] = nameStart;
    index[at + 1] = nameEnd;
    index[at + 2] = valueStart;
    index[at + 3] = valueEnd;
    count++;
    return true;
  }

  /** How many field lines were read. */
  int count() {
    return count;
  }

  /** Where the name of field line {@code i} starts, relative to the message. */
  int nameStart(int i) {
    return index[i * STRIDE];
  }

  /** Where the name of field line {@code i} ends. */
  int nameEnd(int i) {
    return index[i * STRIDE + 1];
  }

  /** Where the value of field line {@code i} starts. */
  int valueStart(int i) {
    return index[i * STRIDE + 2];
  }

  /** Where the value of field line {@code i} ends. */
  int valueEnd(int i) {
    return index[i * STRIDE + 3];
  }

  /** The positions of all field lines, less {@code shift}, as an array of their own. */
  int[] positions(int shift) {
    int[] positions = Arrays.copyOf(index, count * STRIDE);
    if (shift != 0) {
      for (int i = 0; i < positions.length; i++) {
        positions[i] -= shift;
      }
    }
    return positions;
  }

  /** Why the block was refused; null when it was not. */
  @Nullable Refusal refusal() {
    return refusal;
  }
}
