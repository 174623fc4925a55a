package io.lokstra.netty.http3;

/**
 * The Huffman code of header fields (RFC 7541, appendix B). It is canonical, so that the lengths of
 * its codes say all of it.
 */
final class Huffman {
  private static final int SHORTEST = 5;
  private static final int LONGEST = 30;
  private static final int END = 256;

  /** By symbol; the last is the end of a string, which is never sent. */
  private static final byte[] LENGTHS = {
    13, 23, 28, 28, 28, 28, 28, 28, 28, 24, 30, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 30, 28,
    28, 28, 28, 28, 28, 28, 28, 28, 6, 10, 10, 12, 13, 6, 8, 11, 10, 10, 8, 11, 8, 6, 6, 6,
    5, 5, 5, 6, 6, 6, 6, 6, 6, 6, 7, 8, 15, 6, 12, 10, 13, 6, 7, 7, 7, 7, 7, 7,
    7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 8, 7, 8, 13, 19, 13, 14, 6,
    15, 5, 6, 5, 6, 5, 6, 6, 6, 5, 7, 7, 6, 6, 6, 5, 6, 7, 6, 5, 5, 6, 7, 7,
    7, 7, 7, 15, 11, 14, 13, 28, 20, 22, 20, 20, 22, 22, 22, 23, 22, 23, 23, 23, 23, 23, 24, 23,
    24, 24, 22, 23, 24, 23, 23, 23, 23, 21, 22, 23, 22, 23, 23, 24, 22, 21, 20, 22, 22, 23, 23, 21,
    23, 22, 22, 24, 21, 22, 23, 23, 21, 21, 22, 21, 23, 22, 23, 23, 20, 22, 22, 22, 23, 22, 22, 23,
    26, 26, 20, 19, 22, 23, 22, 25, 26, 26, 26, 27, 27, 26, 24, 25, 19, 21, 26, 27, 27, 26, 27, 24,
    21, 21, 26, 26, 28, 27, 27, 27, 20, 24, 20, 21, 22, 21, 21, 23, 22, 22, 25, 25, 24, 24, 26, 23,
    26, 27, 26, 26, 27, 27, 27, 27, 27, 28, 27, 27, 27, 27, 27, 26, 30
  };

  /** Symbols by the order of their codes. */
  private static final short[] SYMBOLS = new short[LENGTHS.length];

  /** By length of code: the code after the last of it, as the first of 32 bits. */
  private static final long[] LIMITS = new long[LONGEST + 1];

  /** By length of code: what added to a code gives its place in the order. */
  private static final int[] OFFSETS = new int[LONGEST + 1];

  static {
    int code = 0;
    int order = 0;
    for (int length = 1; length <= LONGEST; length++) {
      OFFSETS[length] = order - code;
      for (int symbol = 0; symbol < LENGTHS.length; symbol++) {
        if (LENGTHS[symbol] == length) {
          SYMBOLS[order++] = (short) symbol;
          code++;
        }
      }
      LIMITS[length] = (long) code << (32 - length);
      code <<= 1;
    }
  }

  private Huffman() {}

  /** The most octets that {@code length} coded ones stand for. */
  static int decodedLength(int length) {
    return length * 8 / SHORTEST;
  }

  /**
   * Decodes octets of {@code in} to the start of {@code out}, which has room for them.
   *
   * @return how many octets it wrote, or -1 when the code or its padding is wrong
   */
  static int decode(byte[] in, int from, int to, byte[] out) {
    long window = 0;
    int available = 0;
    int at = from;
    int count = 0;
    while (true) {
      while (available <= 48 && at < to) {
        window = window << 8 | (in[at++] & 0xff);
        available += 8;
      }
      // The end is padded with the first bits of a code of ones (§5.2).
      int next =
          available >= 32
              ? (int) (window >>> (available - 32))
              : (int) (window << (32 - available) | ((1L << (32 - available)) - 1));
      long code = next & 0xffff_ffffL;
      int length = SHORTEST;
      while (code >= LIMITS[length]) {
        if (++length > LONGEST) {
          return next == -1 && available < 8 ? count : -1;
        }
      }
      if (length > available) {
        return next == -1 && available < 8 ? count : -1;
      }
      int symbol = SYMBOLS[(next >>> (32 - length)) + OFFSETS[length]];
      if (symbol == END) {
        return -1;
      }
      out[count++] = (byte) symbol;
      available -= length;
    }
  }
}
