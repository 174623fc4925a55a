package io.lokstra.http;

import io.lokstra.engine.Exchange;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The header fields of a request as the server behind a {@link Proxy} gets them: those of the
 * client's connection left out, and who asked, by what and for what host, written by us.
 */
final class ProxyRequestFields {
  /** More than this have forwarded a request that goes round in a circle. */
  private static final int LONGEST_VIA = 1_000;

  private static final HeaderName HOST = HeaderName.of("host");
  private static final HeaderName VIA = HeaderName.of("via");
  private static final HeaderName FOR = HeaderName.of("x-forwarded-for");
  private static final HeaderName PROTO = HeaderName.of("x-forwarded-proto");
  private static final HeaderName FORWARDED_HOST = HeaderName.of("x-forwarded-host");
  private static final HeaderName FORWARDED = HeaderName.of("forwarded");

  private final ActiveRequest request;
  private final List<Header> fields;
  private int host = -1;

  ProxyRequestFields(ActiveRequest request, String pseudonym) {
    this.request = request;
    Exchange exchange = request.exchange();
    Headers received = exchange.headers();
    this.fields = new ArrayList<>(received.size() + 6);
    boolean trusted = request.peerIsTrusted();
    List<String> named = HopByHop.named(received);
    StringBuilder via = new StringBuilder();
    for (int i = 0; i < received.size(); i++) {
      String name = received.name(i);
      if (HopByHop.is(name) || HopByHop.isNamed(named, name) || isOurs(name, trusted)) {
        continue;
      }
      if (name.equalsIgnoreCase("via")) {
        via.append(received.value(i)).append(", ");
      } else if (MaxForwards.counts(exchange.method(), name)) {
        fields.add(Header.received(name, MaxForwards.next(received.value(i))));
      } else {
        fields.add(Header.received(name, received.value(i)));
      }
    }
    if (via.length() > LONGEST_VIA) {
      throw new HttpException(
          508, "loop_detected", "The request has come through too many servers.");
    }
    via.append(
        switch (exchange.version()) {
          case 0 -> "1.0";
          case 1 -> "1.1";
          default -> Integer.toString(exchange.version());
        });
    fields.add(Header.received(VIA.toString(), via.append(' ').append(pseudonym).toString()));
    addForwarded(exchange);
  }

  /**
   * Whether a field is written here, so that the client's own is not passed on; of the rest that
   * only proxies have to say, the client's is no truth either.
   */
  private static boolean isOurs(String name, boolean trusted) {
    return switch (name.length()) {
      case 4 -> name.equalsIgnoreCase("host");
      case 6 -> name.equalsIgnoreCase("expect");
      case 9 ->
          name.equalsIgnoreCase("forwarded") || (!trusted && name.equalsIgnoreCase("x-real-ip"));
      default -> {
        if (!name.regionMatches(true, 0, "x-forwarded-", 0, 12)) {
          yield false;
        }
        yield !trusted
            || switch (name.substring(12).toLowerCase(Locale.ROOT)) {
              case "for", "proto", "host" -> true;
              default -> false;
            };
      }
    };
  }

  private void addForwarded(Exchange exchange) {
    String client = request.clientAddress();
    String peer = TrustedProxies.peer(exchange);
    String scheme = request.scheme();
    String asked = request.host();
    StringBuilder all = new StringBuilder(64);
    if (!client.isEmpty()) {
      fields.add(FOR.with(client.equals(peer) || peer.isEmpty() ? client : client + ", " + peer));
      all.append("for=").append(node(client)).append(';');
    } else {
      all.append("for=unknown;");
    }
    fields.add(PROTO.with(scheme));
    if (!asked.isEmpty()) {
      fields.add(FORWARDED_HOST.with(asked));
      all.append("host=\"").append(asked).append("\";");
    }
    all.append("proto=").append(scheme);
    if (!client.equals(peer)) {
      all.append(", for=").append(peer.isEmpty() ? "unknown" : node(peer));
    }
    fields.add(FORWARDED.with(all.toString()));
  }

  /** As RFC 7239 §6 writes an address. */
  private static String node(String address) {
    return address.indexOf(':') >= 0 ? "\"[" + address + "]\"" : address;
  }

  /**
   * The fields for a server.
   *
   * @param authority what {@code Host} is to say; empty for what the client said
   */
  ResponseHeaders headers(String authority) {
    Header line =
        HOST.with(
            authority.isEmpty()
                ? request
                    .target()
                    .authority()
                    .or(() -> request.exchange().headers().first("host"))
                    .orElse("")
                : authority);
    if (host < 0) {
      host = fields.size();
      fields.add(line);
    } else {
      fields.set(host, line);
    }
    return ResponseHeaders.of(fields.toArray(new Header[0]));
  }
}
