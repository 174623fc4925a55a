package io.lokstra.netty.proxyprotocol;

import io.lokstra.internal.web.IpAddress;
import io.lokstra.netty.proxyprotocol.ProxyHeader.Endpoints;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Version 1, one line: {@code PROXY TCP4 192.0.2.1 198.51.100.7 56324 443}. One space between its
 * parts, addresses and ports written in one way only, CRLF at its end.
 */
final class TextHeader {
  /** The longest line that the specification allows, CRLF included. */
  private static final int MAX_LENGTH = 107;

  private static final int MAX_PORT = 65_535;

  private TextHeader() {}

  /** Reads a line that begins with {@code "PROXY "}; empty while its end has not come. */
  static Optional<ProxyHeader> parse(byte[] bytes, int length) throws BadProxyHeaderException {
    int end = 0;
    int within = Math.min(length, MAX_LENGTH);
    while (end < within && bytes[end] != '\r' && bytes[end] != '\n') {
      end++;
    }
    if (end == within) {
      if (length >= MAX_LENGTH) {
        throw new BadProxyHeaderException("its line is longer than 107 octets");
      }
      return Optional.empty();
    }
    if (bytes[end] == '\n') {
      throw new BadProxyHeaderException("its line must end with CRLF, not with LF alone");
    }
    if (end + 2 > MAX_LENGTH) {
      throw new BadProxyHeaderException("its line is longer than 107 octets");
    }
    if (end + 1 == length) {
      return Optional.empty();
    }
    if (bytes[end + 1] != '\n') {
      throw new BadProxyHeaderException("CR must be followed by LF");
    }
    String line = new String(bytes, 0, end, StandardCharsets.ISO_8859_1);
    return Optional.of(header(line, end + 2));
  }

  private static ProxyHeader header(String line, int length) throws BadProxyHeaderException {
    String[] parts = line.split(" ", -1);
    String family = parts[1];
    if (family.equals("UNKNOWN")) {
      // What follows is to be ignored, whatever it is.
      return new ProxyHeader(length, null);
    }
    if (!family.equals("TCP4") && !family.equals("TCP6")) {
      throw new BadProxyHeaderException("its family must be TCP4, TCP6 or UNKNOWN");
    }
    if (parts.length != 6) {
      throw new BadProxyHeaderException("it must have two addresses and two ports");
    }
    boolean six = family.equals("TCP6");
    return new ProxyHeader(
        length,
        new Endpoints(
            new InetSocketAddress(address(parts[2], six), port(parts[4])),
            new InetSocketAddress(address(parts[3], six), port(parts[5]))));
  }

  private static InetAddress address(String text, boolean six) throws BadProxyHeaderException {
    if (text.indexOf(':') >= 0 != six || IpAddress.parse(text).isEmpty()) {
      throw new BadProxyHeaderException("an address is none, or not of its family");
    }
    return InetAddress.ofLiteral(text);
  }

  private static int port(String text) throws BadProxyHeaderException {
    int port = 0;
    boolean right =
        !text.isEmpty() && text.length() <= 5 && (text.length() == 1 || text.charAt(0) != '0');
    for (int i = 0; right && i < text.length(); i++) {
      char c = text.charAt(i);
      right = c >= '0' && c <= '9';
      port = port * 10 + c - '0';
    }
    if (!right || port > MAX_PORT) {
      throw new BadProxyHeaderException("a port must be a number from 0 to 65535");
    }
    return port;
  }
}
