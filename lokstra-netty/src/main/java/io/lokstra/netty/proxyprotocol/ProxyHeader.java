package io.lokstra.netty.proxyprotocol;

import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * What a proxy says of a connection that it passes on.
 *
 * @param length how many octets it took to say so
 * @param endpoints who is connected to whom, by the proxy's word; null when the connection is the
 *     proxy's own, or when it does not know
 */
public record ProxyHeader(int length, @Nullable Endpoints endpoints) {

  /**
   * The two ends of a connection.
   *
   * @param client who connected
   * @param server what it connected to
   */
  public record Endpoints(SocketAddress client, SocketAddress server) {}
}
