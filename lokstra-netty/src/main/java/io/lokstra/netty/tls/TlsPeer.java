package io.lokstra.netty.tls;

import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/**
 * What was agreed on when a connection was encrypted. Immutable.
 *
 * @param names what the certificate that the server showed is for; empty when hosts are not checked
 * @param nameAsked whether the client asked for a name
 * @param clientCertificates what the client showed; empty when nothing
 */
public record TlsPeer(
    Optional<CertificateNames> names, boolean nameAsked, List<X509Certificate> clientCertificates) {

  /** Of the session that a handshake ended with. */
  public static TlsPeer of(SSLSession session, boolean checkHost) {
    Optional<CertificateNames> names = Optional.empty();
    Certificate[] ours = session.getLocalCertificates();
    if (checkHost && ours != null && ours.length > 0 && ours[0] instanceof X509Certificate first) {
      names = Optional.of(CertificateNames.of(first));
    }
    boolean asked =
        session instanceof ExtendedSSLSession extended
            && CredentialSelector.requestedName(extended) != null;
    return new TlsPeer(names, asked, peer(session));
  }

  /**
   * Of a session whose certificate was chosen by the name that was asked for.
   *
   * @param names what that certificate is for
   * @param nameAsked whether the client asked for a name
   */
  public static TlsPeer of(
      SSLSession session, boolean checkHost, CertificateNames names, boolean nameAsked) {
    return new TlsPeer(checkHost ? Optional.of(names) : Optional.empty(), nameAsked, peer(session));
  }

  /**
   * Whether the client's certificate has expired since it was checked, when the session began: a
   * session that is resumed does not show it again.
   *
   * @param now milliseconds since 1970
   */
  public static boolean hasExpiredSince(SSLSession session, long now) {
    List<X509Certificate> chain = peer(session);
    if (chain.isEmpty()) {
      return false;
    }
    long end = chain.getFirst().getNotAfter().toInstant().toEpochMilli();
    return session.getCreationTime() <= end && end < now;
  }

  private static List<X509Certificate> peer(SSLSession session) {
    List<X509Certificate> chain = new ArrayList<>();
    try {
      for (Certificate each : session.getPeerCertificates()) {
        chain.add((X509Certificate) each);
      }
    } catch (SSLPeerUnverifiedException none) {
      return List.of();
    }
    return List.copyOf(chain);
  }

  /**
   * Whether this connection is one on which requests for {@code authority}, a host and perhaps a
   * port, may come: the certificate holds the host. An address from a client that asked for no name
   * passes, as probes of load balancers do so; a client that checks names was shown none it trusts.
   */
  public boolean covers(String authority) {
    if (names.isEmpty()) {
      return true;
    }
    String host = host(authority);
    return names.get().cover(host) || (!nameAsked && CertificateNames.isAddress(host));
  }

  private static String host(String authority) {
    if (authority.startsWith("[")) {
      int end = authority.indexOf(']');
      return end < 0 ? authority : authority.substring(1, end);
    }
    int colon = authority.indexOf(':');
    return colon < 0 ? authority : authority.substring(0, colon);
  }
}
