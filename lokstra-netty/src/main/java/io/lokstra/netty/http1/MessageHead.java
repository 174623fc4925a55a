package io.lokstra.netty.http1;

import io.lokstra.http.Headers;

/**
 * The head of one message: its own copy of the octets and where in them everything stands. Text is
 * made only when asked for.
 */
public abstract sealed class MessageHead implements Headers permits RequestHead, ResponseHead {
  private final byte[] octets;
  private final int[] positions;

  MessageHead(byte[] octets, int[] positions) {
    this.octets = octets;
    this.positions = positions;
  }

  @Override
  public int size() {
    return positions.length / FieldLines.STRIDE;
  }

  @Override
  public String name(int index) {
    return FieldNames.text(octets, nameStart(index), nameEnd(index));
  }

  @Override
  public String value(int index) {
    return Octets.text(octets, valueStart(index), valueEnd(index));
  }

  @Override
  public int indexOf(String name, int from) {
    int length = name.length();
    for (int at = from * FieldLines.STRIDE; at < positions.length; at += FieldLines.STRIDE) {
      int start = positions[at];
      if (positions[at + 1] - start == length && sameName(start, name, length)) {
        return at / FieldLines.STRIDE;
      }
    }
    return -1;
  }

  private boolean sameName(int start, String name, int length) {
    for (int i = 0; i < length; i++) {
      int ours = octets[start + i];
      int theirs = name.charAt(i);
      if (ours != theirs && (theirs > 127 || Octets.lower(ours) != Octets.lower(theirs))) {
        return false;
      }
    }
    return true;
  }

  byte[] octets() {
    return octets;
  }

  int nameStart(int index) {
    return positions[index * FieldLines.STRIDE];
  }

  int nameEnd(int index) {
    return positions[index * FieldLines.STRIDE + 1];
  }

  int valueStart(int index) {
    return positions[index * FieldLines.STRIDE + 2];
  }

  int valueEnd(int index) {
    return positions[index * FieldLines.STRIDE + 3];
  }
}
