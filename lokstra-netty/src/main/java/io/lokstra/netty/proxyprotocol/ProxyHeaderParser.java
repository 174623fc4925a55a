package io.lokstra.netty.proxyprotocol;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Reads a PROXY protocol header, to the letter of HAProxy's {@code proxy-protocol.txt}: either
 * version, known by its first octets. Stateless: each call sees all octets since the start of the
 * connection, of which no more than {@link #MAX_LENGTH} need be kept.
 */
public final class ProxyHeaderParser {
  /**
   * The longest header: 16 octets and as many again of addresses and TLVs as any proxy of today
   * sends, certificates of clients included.
   */
  public static final int MAX_LENGTH = 16 + 4_096;

  private static final byte[] VERSION_1 = "PROXY ".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] VERSION_2 = {
    '\r', '\n', '\r', '\n', 0, '\r', '\n', 'Q', 'U', 'I', 'T', '\n'
  };

  private ProxyHeaderParser() {}

  /**
   * The header that {@code bytes} begin with.
   *
   * @param length how many octets have come
   * @return empty while more have to come
   * @throws NoProxyHeaderException when they begin neither as version 1 nor as version 2 does
   * @throws BadProxyHeaderException when they begin so and go on otherwise
   */
  public static Optional<ProxyHeader> parse(byte[] bytes, int length)
      throws NoProxyHeaderException, BadProxyHeaderException {
    if (begins(bytes, length, VERSION_1)) {
      return length < VERSION_1.length ? Optional.empty() : TextHeader.parse(bytes, length);
    }
    if (begins(bytes, length, VERSION_2)) {
      return length < VERSION_2.length ? Optional.empty() : BinaryHeader.parse(bytes, length);
    }
    throw new NoProxyHeaderException();
  }

  /** Whether what has come is {@code start}, or may become it. */
  private static boolean begins(byte[] bytes, int length, byte[] start) {
    int known = Math.min(length, start.length);
    for (int i = 0; i < known; i++) {
      if (bytes[i] != start[i]) {
        return false;
      }
    }
    return true;
  }
}
