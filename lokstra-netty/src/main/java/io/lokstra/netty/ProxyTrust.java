package io.lokstra.netty;

import io.lokstra.engine.ProxyProtocolOptions;
import io.lokstra.internal.web.IpAddress;
import io.lokstra.internal.web.IpNetwork;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who is believed when the PROXY protocol names a client. Thread-safe. */
final class ProxyTrust {
  private static final Logger LOG = LoggerFactory.getLogger(ProxyTrust.class);
  private static final long QUIET = TimeUnit.MINUTES.toNanos(1);

  private final ProxyProtocolOptions options;
  private final List<IpNetwork> networks;
  private final AtomicLong quietUntil = new AtomicLong(System.nanoTime());

  ProxyTrust(ProxyProtocolOptions options) {
    this.options = options;
    this.networks = IpNetwork.checked("from", options.from());
    if (options.optional()) {
      LOG.warn(
          "the PROXY protocol is optional for connections from {}: if what connects from there"
              + " does not send a header on every connection of a client, any client can name its"
              + " own address. Remedy: let its health check send the header too, and leave"
              + " proxy-protocol.optional out",
          options.from());
    }
  }

  ProxyProtocolOptions options() {
    return options;
  }

  /** Whether {@code peer} is one of the proxies; empty for who connects over a Unix socket. */
  boolean trusts(Optional<SocketAddress> peer) {
    Optional<IpAddress> address = peer.flatMap(ProxyTrust::address);
    if (peer.isPresent() && address.isEmpty()) {
      return false;
    }
    for (IpNetwork network : networks) {
      if (network.contains(address)) {
        return true;
      }
    }
    return false;
  }

  private static Optional<IpAddress> address(SocketAddress peer) {
    if (!(peer instanceof InetSocketAddress tcp) || tcp.getAddress() == null) {
      return Optional.empty();
    }
    return IpAddress.parseWithoutZone(tcp.getAddress().getHostAddress());
  }

  /**
   * Tells that a connection is closed: a proxy that is set up otherwise than this listener would
   * lose every client, and nobody would know why. At most once a minute, as anybody may connect.
   */
  void refused(SocketAddress peer, String reason) {
    long now = System.nanoTime();
    long until = quietUntil.get();
    if (now - until >= 0 && quietUntil.compareAndSet(until, now + QUIET)) {
      LOG.warn(
          "a connection from {} is closed: {}. Connections must come from {} and begin with the"
              + " PROXY protocol{}; more of this is not logged for a minute",
          peer,
          reason,
          options.from(),
          options.optional() ? ", or with what is meant for this server" : "");
    } else {
      LOG.debug("a connection from {} is closed: {}", peer, reason);
    }
  }
}
