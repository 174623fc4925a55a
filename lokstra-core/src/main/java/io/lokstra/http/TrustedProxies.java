package io.lokstra.http;

import io.lokstra.engine.Exchange;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
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
  private final List<Network> networks;

  private TrustedProxies(List<Network> networks) {
    this.networks = networks;
  }

  /**
   * Networks in CIDR notation, or single addresses: {@code "10.0.0.0/8"}, {@code "::1"}; {@code
   * "unix"} for whoever connects over a Unix socket.
   *
   * @throws IllegalArgumentException for anything else
   */
  static TrustedProxies of(List<String> networks) {
    return new TrustedProxies(networks.stream().map(Network::parse).toList());
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
    Optional<InetAddress> peer =
        exchange.remoteAddress() instanceof InetSocketAddress tcp
            ? Optional.ofNullable(tcp.getAddress())
            : Optional.empty();
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

  private String client(String peer, Headers headers) {
    List<String> hops = new ArrayList<>();
    for (String field : headers.all("x-forwarded-for")) {
      for (String hop : field.split(",", 100)) {
        hops.add(hop.strip());
      }
    }
    String client = peer;
    for (String hop : hops.reversed()) {
      Optional<InetAddress> address = literalAddress(withoutPort(hop));
      if (address.isEmpty()) {
        return client;
      }
      client = literal(address.get());
      if (!trusts(address)) {
        return client;
      }
    }
    return client;
  }

  private boolean trusts(Optional<InetAddress> address) {
    for (Network network : networks) {
      if (network.contains(address)) {
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

  private static String literal(InetAddress address) {
    return address.getHostAddress();
  }

  /** The address that is written here; never asks the DNS. */
  private static Optional<InetAddress> literalAddress(String text) {
    try {
      return Optional.of(InetAddress.ofLiteral(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** A range of addresses; {@code bits} is -1 for peers that have none (a Unix socket). */
  private record Network(byte[] address, int bits) {
    static Network parse(String text) {
      if (text.equals("unix")) {
        return new Network(new byte[0], -1);
      }
      int slash = text.indexOf('/');
      Optional<InetAddress> base = literalAddress(slash < 0 ? text : text.substring(0, slash));
      if (base.isEmpty()) {
        throw malformed(text);
      }
      byte[] address = base.get().getAddress();
      int bits = address.length * 8;
      if (slash >= 0) {
        try {
          bits = Integer.parseInt(text.substring(slash + 1));
        } catch (NumberFormatException e) {
          throw malformed(text);
        }
        if (bits < 0 || bits > address.length * 8) {
          throw malformed(text);
        }
      }
      return new Network(address, bits);
    }

    private static IllegalArgumentException malformed(String text) {
      return new IllegalArgumentException(
          "server.trusted-proxies: not a network: '"
              + text
              + "'; expected an address or a range such as 10.0.0.0/8 or fd00::/8, or unix");
    }

    boolean contains(Optional<InetAddress> candidate) {
      if (bits < 0 || candidate.isEmpty()) {
        return bits < 0 && candidate.isEmpty();
      }
      byte[] other = candidate.get().getAddress();
      if (other.length != address.length) {
        return false;
      }
      for (int bit = 0; bit < bits; bit++) {
        int mask = 0x80 >> (bit & 7);
        if ((address[bit >> 3] & mask) != (other[bit >> 3] & mask)) {
          return false;
        }
      }
      return true;
    }
  }
}
