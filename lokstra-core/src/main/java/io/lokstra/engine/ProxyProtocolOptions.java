package io.lokstra.engine;

import io.lokstra.config.Default;
import io.lokstra.config.Options;
import io.lokstra.internal.web.IpNetwork;
import jakarta.validation.constraints.Positive;
import java.time.Duration;
import java.util.List;

/**
 * The PROXY protocol on a listener (versions 1 and 2, as HAProxy specifies them); keys under {@code
 * apps.<name>.proxy-protocol}. What stands before a connection says in its first octets, before
 * TLS, who the client is; its address and the one it connected to become those of the connection.
 *
 * <p>Whoever may say so may be anybody: a connection from elsewhere than {@code from} is closed at
 * once, with or without a header.
 *
 * @param from networks of the proxies that are believed: {@code 10.0.0.0/8}, {@code ::1}, {@code
 *     unix} for whoever connects over a Unix socket
 * @param optional whether a connection from there may come without a header, such as the health
 *     check of a balancer; it is then one of the proxy itself. Only for a proxy that sends a header
 *     on every connection of a client: behind one that does not, a client begins its own with a
 *     header, and is believed
 * @param timeout how long the header may take; closed
 */
@Options
public record ProxyProtocolOptions(
    List<String> from,
    @Default("false") boolean optional,
    @Default("5s") @Positive Duration timeout) {

  /** Checks that there is somebody to believe, and that each of {@code from} is a network. */
  public ProxyProtocolOptions {
    from = List.copyOf(from);
    if (from.isEmpty()) {
      throw new IllegalArgumentException(
          "'from' must name the networks of the proxies that are believed, such as 10.0.0.0/8");
    }
    var _ = IpNetwork.checked("from", from);
  }

  /**
   * Every connection comes from one of these networks and begins with a header.
   *
   * @throws IllegalArgumentException for what is no network
   */
  public static ProxyProtocolOptions trusting(String... networks) {
    return new ProxyProtocolOptions(List.of(networks), false, Duration.ofSeconds(5));
  }

  /**
   * A connection may come without a header, but from nowhere else. Only for proxies that send a
   * header on every connection of a client ({@link #optional}).
   */
  public ProxyProtocolOptions withOptionalHeader() {
    return new ProxyProtocolOptions(from, true, timeout);
  }

  /** The header may take this long. */
  public ProxyProtocolOptions timeout(Duration limit) {
    return new ProxyProtocolOptions(from, optional, limit);
  }
}
