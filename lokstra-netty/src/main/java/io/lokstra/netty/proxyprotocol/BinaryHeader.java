package io.lokstra.netty.proxyprotocol;

import io.lokstra.netty.proxyprotocol.ProxyHeader.Endpoints;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Version 2: twelve octets that begin no other protocol, version and command, family and transport,
 * a length, addresses, and fields of type, length and value (TLVs), of which only the checksum
 * counts here.
 */
final class BinaryHeader {
  private static final int FIXED = 16;
  private static final int UNIX_PATH = 108;
  private static final int CHECKSUM = 0x03;

  private final byte[] bytes;
  private final int end;

  private BinaryHeader(byte[] bytes, int end) {
    this.bytes = bytes;
    this.end = end;
  }

  /** Reads a header whose first twelve octets are known; empty while its end has not come. */
  static Optional<ProxyHeader> parse(byte[] bytes, int length) throws BadProxyHeaderException {
    if (length > 12 && (bytes[12] & 0xf0) != 0x20) {
      throw new BadProxyHeaderException("its version must be 2");
    }
    if (length > 12 && (bytes[12] & 0x0f) > 1) {
      throw new BadProxyHeaderException("its command must be LOCAL or PROXY");
    }
    if (length < FIXED) {
      return Optional.empty();
    }
    int end = FIXED + number(bytes, 14);
    if (end > ProxyHeaderParser.MAX_LENGTH) {
      throw new BadProxyHeaderException(
          "it is longer than " + ProxyHeaderParser.MAX_LENGTH + " octets");
    }
    if (length < end) {
      return Optional.empty();
    }
    boolean local = (bytes[12] & 0x0f) == 0;
    BinaryHeader header = new BinaryHeader(bytes, end);
    // What stands in a header of the proxy's own connection is to be ignored, whatever it is.
    return Optional.of(new ProxyHeader(end, local ? null : header.endpoints()));
  }

  private @Nullable Endpoints endpoints() throws BadProxyHeaderException {
    return switch (bytes[13]) {
      case 0x00 -> {
        checkFields(FIXED);
        yield null;
      }
      case 0x11 -> internet(4);
      case 0x21 -> internet(16);
      case 0x31 -> {
        checkFields(FIXED + 2 * UNIX_PATH);
        yield new Endpoints(unix(FIXED), unix(FIXED + UNIX_PATH));
      }
      default ->
          throw new BadProxyHeaderException(
              "its family and transport must be a stream over IPv4, IPv6 or a Unix socket");
    };
  }

  private Endpoints internet(int width) throws BadProxyHeaderException {
    int ports = FIXED + 2 * width;
    checkFields(ports + 4);
    return new Endpoints(
        new InetSocketAddress(address(FIXED, width), number(bytes, ports)),
        new InetSocketAddress(address(FIXED + width, width), number(bytes, ports + 2)));
  }

  private InetAddress address(int from, int width) {
    try {
      return InetAddress.getByAddress(Arrays.copyOfRange(bytes, from, from + width));
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address has 4 or 16 octets", e);
    }
  }

  /**
   * A path that ends with the first zero octet, if one is there; empty for a socket without one.
   */
  private SocketAddress unix(int from) throws BadProxyHeaderException {
    int to = from;
    while (to < from + UNIX_PATH && bytes[to] != 0) {
      to++;
    }
    try {
      return UnixDomainSocketAddress.of(new String(bytes, from, to - from, StandardCharsets.UTF_8));
    } catch (InvalidPathException e) {
      throw new BadProxyHeaderException("the path of a Unix socket is none");
    }
  }

  /** Goes over the TLVs: each must end where the next begins, and the last with the header. */
  private void checkFields(int from) throws BadProxyHeaderException {
    if (from > end) {
      throw new BadProxyHeaderException("it is too short for its addresses");
    }
    int at = from;
    boolean summed = false;
    while (at < end) {
      if (end - at < 3 || number(bytes, at + 1) > end - at - 3) {
        throw new BadProxyHeaderException("a TLV goes beyond its end");
      }
      int length = number(bytes, at + 1);
      if (bytes[at] == CHECKSUM) {
        if (summed || length != 4 || !isIntact(at + 3)) {
          throw new BadProxyHeaderException("its checksum is wrong");
        }
        summed = true;
      }
      at += 3 + length;
    }
  }

  /** Whether the sum at {@code at} is that of the header with zeros in its place. */
  private boolean isIntact(int at) {
    CRC32C sum = new CRC32C();
    sum.update(bytes, 0, at);
    sum.update(new byte[4], 0, 4);
    sum.update(bytes, at + 4, end - at - 4);
    long said = (long) number(bytes, at) << 16 | number(bytes, at + 2);
    return sum.getValue() == said;
  }

  private static int number(byte[] bytes, int at) {
    return (bytes[at] & 0xff) << 8 | (bytes[at + 1] & 0xff);
  }
}
