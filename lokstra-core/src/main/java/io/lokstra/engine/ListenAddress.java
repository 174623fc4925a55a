package io.lokstra.engine;

import java.nio.file.Path;

/** Where a listener is bound. */
public sealed interface ListenAddress {

  /**
   * A TCP address.
   *
   * @param host a name or address without brackets; empty for every interface
   * @param port 0 to 65535; 0 lets the system choose
   */
  record Tcp(String host, int port) implements ListenAddress {
    @Override
    public String toString() {
      return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
  }

  /**
   * A Unix domain socket.
   *
   * @param path the socket's file
   */
  record Unix(Path path) implements ListenAddress {
    @Override
    public String toString() {
      return "unix:" + path;
    }
  }

  /**
   * Reads {@code ":8080"}, {@code "8080"}, {@code "host:8080"}, {@code "[::1]:8080"} or {@code
   * "unix:/run/app.sock"}.
   *
   * @throws IllegalArgumentException when it is none of these; the message says what is expected
   */
  static ListenAddress parse(String text) {
    if (text.startsWith("unix:")) {
      String path = text.substring("unix:".length());
      if (!path.startsWith("/")) {
        throw malformed(text, "the path of a Unix socket must be absolute");
      }
      return new Unix(Path.of(path));
    }
    int colon = text.lastIndexOf(':');
    String host = colon < 0 ? "" : text.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    } else if (host.indexOf(':') >= 0) {
      throw malformed(text, "an IPv6 address needs brackets");
    }
    String digits = text.substring(colon + 1);
    boolean number = !digits.isEmpty() && digits.length() <= 5;
    for (int i = 0; i < digits.length(); i++) {
      number &= digits.charAt(i) >= '0' && digits.charAt(i) <= '9';
    }
    if (!number) {
      throw malformed(text, "the port must be a number from 0 to 65535");
    }
    int port = Integer.parseInt(digits);
    if (port > 65_535) {
      throw malformed(text, "the port must be a number from 0 to 65535");
    }
    return new Tcp(host, port);
  }

  private static IllegalArgumentException malformed(String text, String reason) {
    return new IllegalArgumentException(
        "not an address to listen on: '"
            + text
            + "' ("
            + reason
            + "); expected :8080, host:8080, [::1]:8080 or unix:/run/app.sock");
  }
}
