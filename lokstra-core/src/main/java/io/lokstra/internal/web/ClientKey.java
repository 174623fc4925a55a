package io.lokstra.internal.web;

import java.util.Optional;

/** What a client is counted under. */
public final class ClientKey {
  private ClientKey() {}

  /**
   * An address of version 4 as it is; of one of version 6 its first {@code bits}; anything else as
   * it is.
   */
  public static String of(String address, int bits) {
    if (address.indexOf(':') < 0) {
      return address;
    }
    Optional<IpAddress> parsed = IpAddress.parseWithoutZone(address);
    if (parsed.isEmpty() || parsed.get().isVersion4()) {
      return address;
    }
    IpAddress network = parsed.get().prefix(bits);
    return Long.toHexString(network.high()) + ":" + Long.toHexString(network.low());
  }
}
