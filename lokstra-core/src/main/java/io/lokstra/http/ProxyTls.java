package io.lokstra.http;

import io.lokstra.config.Default;
import io.lokstra.config.Options;
import java.nio.file.Path;
import java.util.Optional;

/**
 * TLS of a {@link Proxy} to upstreams with {@code https://}: 1.3 and 1.2, and a certificate that is
 * for the host and leads to an authority, unless this says otherwise.
 *
 * @param authorities PEM file with the certificates that those of upstreams must lead to, in the
 *     place of those that the JDK trusts; read once, when the proxy is made
 * @param verify whether certificates, and the names in them, are looked at; without, whoever is on
 *     the way can read and change everything
 * @param name what upstreams are asked for (SNI) and what their certificates must be for, in the
 *     place of the host, where that is an address say
 */
@Options
public record ProxyTls(
    Optional<Path> authorities, @Default("true") boolean verify, Optional<String> name) {

  /** Checks that there is something to verify by. */
  public ProxyTls {
    if (!verify && authorities.isPresent()) {
      throw new IllegalArgumentException(
          "'authorities' are of no use where 'verify' is false; leave one of them out");
    }
  }

  /** What the JDK trusts. */
  public static ProxyTls defaults() {
    return new ProxyTls(Optional.empty(), true, Optional.empty());
  }

  /** The certificates in {@code authorities}, and no others. */
  public static ProxyTls trusting(Path authorities) {
    return new ProxyTls(Optional.of(authorities), true, Optional.empty());
  }

  /** Anybody: for tests. */
  public static ProxyTls unverified() {
    return new ProxyTls(Optional.empty(), false, Optional.empty());
  }

  /** Upstreams are asked for {@code name}, and their certificates must be for it. */
  public ProxyTls named(String name) {
    return new ProxyTls(authorities, verify, Optional.of(name));
  }
}
