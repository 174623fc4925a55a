package io.lokstra.engine;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A server that requests are forwarded to.
 *
 * @param secure whether connections are encrypted
 * @param host a name or an address without brackets; empty for a Unix socket
 * @param port 1 to 65535; 0 for a Unix socket
 * @param socket the file of a Unix socket
 */
public record Upstream(boolean secure, String host, int port, Optional<Path> socket) {

  /** A server by its host and port. */
  public static Upstream of(boolean secure, String host, int port) {
    return new Upstream(secure, host, port, Optional.empty());
  }

  /** A server behind a Unix socket. */
  public static Upstream unix(Path socket) {
    return new Upstream(false, "", 0, Optional.of(socket));
  }

  /** What the field {@code Host} says of it: without the port where that is the scheme's own. */
  public String authority() {
    if (socket.isPresent()) {
      return "localhost";
    }
    String name = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    return port == (secure ? 443 : 80) ? name : name + ":" + port;
  }

  @Override
  public String toString() {
    return socket.isPresent()
        ? "unix:" + socket.get()
        : (secure ? "https://" : "http://") + authority();
  }
}
