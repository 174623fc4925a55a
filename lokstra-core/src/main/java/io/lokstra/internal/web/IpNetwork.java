package io.lokstra.internal.web;

import io.lokstra.internal.text.Printable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A range of addresses in CIDR notation (RFC 4632, RFC 4291 §2.3), or whoever has none: the peers
 * of a Unix socket.
 *
 * @param base the first address
 * @param bits how many of its 128 bits all have in common; -1 for peers without an address
 */
public record IpNetwork(IpAddress base, int bits) {
  private static final IpNetwork UNIX = new IpNetwork(new IpAddress(0, 0), -1);

  /**
   * The entries of a list, none of which is anything but a network.
   *
   * @param key what the list is called, for errors: {@code "allow"}
   * @throws IllegalArgumentException that names the place in the list and what is wrong there
   */
  public static List<IpNetwork> checked(String key, List<String> networks) {
    List<IpNetwork> checked = new ArrayList<>(networks.size());
    for (int i = 0; i < networks.size(); i++) {
      try {
        checked.add(parse(networks.get(i)));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("%s[%d]: %s".formatted(key, i, e.getMessage()), e);
      }
    }
    return List.copyOf(checked);
  }

  /**
   * Reads {@code 10.0.0.0/8}, {@code 192.0.2.1}, {@code fd00::/8}, {@code ::1} or {@code unix}.
   *
   * @throws IllegalArgumentException for anything else, also for an address that is not the first
   *     of its network: it was meant to be another
   */
  public static IpNetwork parse(String text) {
    if (text.equals("unix")) {
      return UNIX;
    }
    int slash = text.indexOf('/');
    String literal = slash < 0 ? text : text.substring(0, slash);
    Optional<IpAddress> base = IpAddress.parse(literal);
    if (base.isEmpty()) {
      throw malformed(text);
    }
    boolean dotted = literal.indexOf(':') < 0;
    int longest = dotted ? 32 : 128;
    int length = slash < 0 ? longest : length(text, slash + 1);
    if (length < 0 || length > longest) {
      throw malformed(text);
    }
    int bits = dotted ? length + 96 : length;
    IpAddress first = base.get().prefix(bits);
    if (!first.equals(base.get())) {
      throw new IllegalArgumentException(
          "'%s' has bits beyond its first %d; write the first address of the network, or /%d for this address alone"
              .formatted(Printable.of(text), length, longest));
    }
    return new IpNetwork(first, bits);
  }

  private static int length(String text, int from) {
    int digits = text.length() - from;
    if (digits < 1 || digits > 3 || (digits > 1 && text.charAt(from) == '0')) {
      return -1;
    }
    int length = 0;
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        return -1;
      }
      length = length * 10 + c - '0';
    }
    return length;
  }

  private static IllegalArgumentException malformed(String text) {
    return new IllegalArgumentException(
        "not a network: '%s'; expected an address or a range such as 10.0.0.0/8 or fd00::/8, or unix"
            .formatted(Printable.of(text)));
  }

  /** Whether a client is of this network; empty for one without an address. */
  public boolean contains(Optional<IpAddress> client) {
    return bits < 0
        ? client.isEmpty()
        : client.isPresent() && client.get().prefix(bits).equals(base);
  }
}
