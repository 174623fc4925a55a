package io.lokstra.netty.tls;

import java.net.InetAddress;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The names a certificate is for (RFC 6125, RFC 9525): DNS names, exact or with {@code *} as their
 * whole first label, and IP addresses. The subject's common name counts for nothing. Immutable.
 */
public final class CertificateNames {
  private static final int DNS = 2;
  private static final int IP = 7;

  private final Set<String> exact = new HashSet<>();

  /** What follows the star: {@code .example.com}. */
  private final Set<String> wildcards = new HashSet<>();

  private final Set<InetAddress> addresses = new HashSet<>();

  private CertificateNames() {}

  /** The names in the subject alternative names of {@code certificate}. */
  public static CertificateNames of(X509Certificate certificate) {
    CertificateNames names = new CertificateNames();
    try {
      Collection<List<?>> all = certificate.getSubjectAlternativeNames();
      if (all != null) {
        for (List<?> each : all) {
          names.add((Integer) each.get(0), String.valueOf(each.get(1)));
        }
      }
    } catch (CertificateParsingException e) {
      // A certificate whose names cannot be read is for none.
    }
    return names;
  }

  private void add(int kind, String name) {
    if (kind == DNS) {
      String lower = name.toLowerCase(Locale.ROOT);
      if (lower.startsWith("*.")) {
        wildcards.add(lower.substring(1));
      } else {
        exact.add(lower);
      }
    } else if (kind == IP) {
      addresses.add(InetAddress.ofLiteral(name));
    }
  }

  /** Whether a DNS name is exactly one of the names, whatever its case. */
  boolean hasExact(String name) {
    return exact.contains(name.toLowerCase(Locale.ROOT));
  }

  /**
   * Whether a DNS name is covered by a wildcard: {@code a.example.com} by {@code *.example.com}.
   */
  boolean hasWildcard(String name) {
    int dot = name.indexOf('.');
    return dot > 0 && wildcards.contains(name.substring(dot).toLowerCase(Locale.ROOT));
  }

  /** Whether it is for {@code host}, a name or an address without brackets. */
  public boolean cover(String host) {
    String name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    return hasExact(name)
        || hasWildcard(name)
        || (isAddress(name) && addresses.contains(InetAddress.ofLiteral(name)));
  }

  /** Whether {@code host} is an IP address as text, without brackets. */
  public static boolean isAddress(String host) {
    try {
      var _ = InetAddress.ofLiteral(host);
      return true;
    } catch (IllegalArgumentException none) {
      return false;
    }
  }

  @Override
  public String toString() {
    List<String> all = new java.util.ArrayList<>(exact);
    wildcards.forEach(suffix -> all.add("*" + suffix));
    addresses.forEach(address -> all.add(address.getHostAddress()));
    all.sort(null);
    return all.toString();
  }
}
