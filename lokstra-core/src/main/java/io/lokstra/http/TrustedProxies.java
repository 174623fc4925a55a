package io.lokstra.http;

import io.lokstra.engine.Exchange;
import io.lokstra.internal.web.IpAddress;
import io.lokstra.internal.web.IpNetwork;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/**
 * The networks whose {@code X-Forwarded-For}, {@code X-Forwarded-Proto} and {@code
 * X-Forwarded-Host} fields are believed. From anyone else they are data a client made up.
 *
 * <p>Of the addresses a chain of proxies left, the right-most that is no trusted proxy is the
 * client: everything to its left could have been written by it.
 */
final class TrustedProxies {
  private final List<IpNetwork> networks;

  /** A client that its proxy does not tell (RFC 7239 §6.2): in no network. */
  private static final String UNKNOWN = "unknown";

  private TrustedProxies(List<IpNetwork> networks) {
    this.networks = networks;
  }

  /**
   * Networks in CIDR notation, or single addresses: {@code "10.0.0.0/8"}, {@code "::1"}; {@code
   * "unix"} for whoever connects over a Unix socket.
   *
   * @throws IllegalArgumentException for anything else
   */
  static TrustedProxies of(List<String> networks) {
    return new TrustedProxies(IpNetwork.checked("server.trusted-proxies", networks));
  }

  /** Whether nobody is believed. */
  boolean none() {
    return networks.isEmpty();
  }

  /** The scheme of the connection itself. */
  static String scheme(Exchange exchange) {
    return exchange.secure() ? "https" : "http";
  }

  Forwarded resolve(Exchange exchange) {
    String scheme = scheme(exchange);
    String host =
        exchange.target().authority().or(() -> exchange.headers().first("host")).orElse("");
    Optional<InetAddress> peer = address(exchange);
    String client = peer.map(TrustedProxies::literal).orElse("");
    if (!trusts(peer)) {
      return new Forwarded(client, scheme, host);
    }
    Headers headers = exchange.headers();
    return new Forwarded(
        client(client, headers),
        last(headers, "x-forwarded-proto").filter(TrustedProxies::isScheme).orElse(scheme),
        last(headers, "x-forwarded-host").filter(TrustedProxies::isHost).orElse(host));
  }

  private static Optional<InetAddress> address(Exchange exchange) {
    return exchange.remoteAddress() instanceof InetSocketAddress tcp
        ? Optional.ofNullable(tcp.getAddress())
        : Optional.empty();
  }

  /** The address of whoever is connected; empty on a Unix socket. */
  static String peer(Exchange exchange) {
    return address(exchange).map(TrustedProxies::literal).orElse("");
  }

  /** Whether whoever is connected is believed. */
  boolean trustsPeer(Exchange exchange) {
    return trusts(address(exchange));
  }

  /** From the right, however many there are: what is left of the last one trusted was made up. */
  private String client(String peer, Headers headers) {
    List<String> fields = headers.all("x-forwarded-for");
    if (fields.stream().allMatch(String::isBlank)) {
      return peer;
    }
    String client = peer;
    for (String field : fields.reversed()) {
      int end = field.length();
      while (end >= 0) {
        int comma = end == 0 ? -1 : field.lastIndexOf(',', end - 1);
        String hop = field.substring(comma + 1, end).strip();
        Optional<InetAddress> address = literalAddress(withoutPort(hop));
        if (address.isEmpty()) {
          return UNKNOWN;
        }
        client = literal(address.get());
        if (!trusts(address)) {
          return client;
        }
        end = comma;
      }
    }
    return client;
  }

  private boolean trusts(Optional<InetAddress> address) {
    if (networks.isEmpty()) {
      return false;
    }
    Optional<IpAddress> known = address.flatMap(TrustedProxies::bits);
    if (address.isPresent() && known.isEmpty()) {
      return false;
    }
    for (IpNetwork network : networks) {
      if (network.contains(known)) {
        return true;
      }
    }
    return false;
  }

  /** {@code 192.0.2.1:4711} and {@code [2001:db8::1]:4711}, as some proxies write it. */
  private static String withoutPort(String hop) {
    if (hop.startsWith("[")) {
      int close = hop.indexOf(']');
      return close < 0 ? hop : hop.substring(1, close);
    }
    int colon = hop.indexOf(':');
    return colon >= 0 && colon == hop.lastIndexOf(':') ? hop.substring(0, colon) : hop;
  }

  private static Optional<String> last(Headers headers, String name) {
    List<String> fields = headers.all(name);
    if (fields.isEmpty()) {
      return Optional.empty();
    }
    String field = fields.getLast();
    return Optional.of(field.substring(field.lastIndexOf(',') + 1).strip());
  }

  private static boolean isScheme(String text) {
    return text.equals("http") || text.equals("https");
  }

  private static boolean isHost(String text) {
    return !text.isEmpty()
        && text.chars()
            .allMatch(c -> (Character.isLetterOrDigit(c) && c < 128) || ".-:[]_".indexOf(c) >= 0);
  }

  private static Optional<IpAddress> bits(InetAddress address) {
    return IpAddress.parseWithoutZone(address.getHostAddress());
  }

  private static String literal(InetAddress address) {
    return address.getHostAddress();
  }

  /** The address that is written here, in full and in one way only; never asks the DNS. */
  private static Optional<InetAddress> literalAddress(String text) {
    return IpAddress.parse(text).map(read -> InetAddress.ofLiteral(text));
  }
}
