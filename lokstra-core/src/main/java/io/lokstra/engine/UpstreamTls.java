package io.lokstra.engine;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * How an {@link Upstream} that is {@linkplain Upstream#secure() secure} shows who it is. TLS 1.3
 * and 1.2.
 *
 * @param authorities what its certificate must lead to; empty for what the JDK trusts
 * @param verify whether its certificate is looked at, and the name in it, at all
 * @param name what it is asked for (SNI, RFC 6066 §3) and what its certificate must be for; empty
 *     for the upstream's host
 */
public record UpstreamTls(
    List<X509Certificate> authorities, boolean verify, Optional<String> name) {

  /** Checks nothing; copies. */
  public UpstreamTls {
    authorities = List.copyOf(authorities);
  }

  /** What the JDK trusts, for the upstream's host. */
  public static UpstreamTls defaults() {
    return new UpstreamTls(List.of(), true, Optional.empty());
  }
}
