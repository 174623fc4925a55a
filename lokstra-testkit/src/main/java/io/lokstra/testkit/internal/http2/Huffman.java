package io.lokstra.testkit.internal.http2;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ProtocolException;

/** The Huffman code of RFC 7541, appendix B, which is canonical: the lengths alone define it. */
final class Huffman {
  private static final int END = 256;

  /** The length of each symbol's code, from {@code '1'} for 1 to {@code 'u'} for 30. */
  private static final String LENGTHS =
      "dnsssssssoussussssssssusssssssss6aacd68baa8b8666555666666678f6ca"
          + "d67777777777777777777777878djde6f56565666577666567655677777fbeds"
          + "kmkkmmmnmnnnnnonoomnonnnnlmnmnnomlkmmnnlnmmolmnnllmlnmnnkmmmnmmn"
          + "qqkjmnmpqqqrrqopjlqrrqrollqqsrrrkoklmllnmmppooqnqrqqrrrrrsrrrrrq"
          + "u";

  /** The tree: two places a node, what is below zero is a symbol. */
  private final int[] tree = new int[1_024];

  Huffman() {
    int nodes = 1;
    int code = 0;
    for (int length = 1; length <= 30; length++) {
      code <<= 1;
      for (int symbol = 0; symbol <= END; symbol++) {
        if (Character.digit(LENGTHS.charAt(symbol), 36) == length) {
          int node = 0;
          for (int bit = length - 1; bit > 0; bit--) {
            int at = 2 * node + ((code >> bit) & 1);
            if (tree[at] == 0) {
              tree[at] = nodes++;
            }
            node = tree[at];
          }
          tree[2 * node + (code & 1)] = -symbol - 1;
          code++;
        }
      }
    }
  }

  byte[] decode(byte[] from, int offset, int length) throws IOException {
    ByteArrayOutputStream text = new ByteArrayOutputStream(2 * length);
    int node = 0;
    int pending = 0;
    boolean ones = true;
    for (int i = offset; i < offset + length; i++) {
      for (int bit = 7; bit >= 0; bit--) {
        int one = (from[i] >> bit) & 1;
        pending++;
        ones &= one == 1;
        int next = tree[2 * node + one];
        if (next >= 0) {
          node = next;
          continue;
        }
        if (-next - 1 == END) {
          throw new ProtocolException("the end of a Huffman code inside of a string");
        }
        text.write(-next - 1);
        node = 0;
        pending = 0;
        ones = true;
      }
    }
    if (pending > 7 || !ones) {
      throw new ProtocolException("a Huffman code that is cut off (RFC 7541 §5.2)");
    }
    return text.toByteArray();
  }
}
