package io.lokstra.netty.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Chooses a certificate by the name the client asks for (RFC 6066 §3): one that holds it exactly,
 * else one that holds it by a wildcard, else the first. Of several that are equally good, the kind
 * of key decides. Immutable.
 */
final class CredentialSelector extends X509ExtendedKeyManager {
  private final List<Credential> credentials;
  private final boolean chosen;

  CredentialSelector(List<Credential> credentials) {
    this(credentials, false);
  }

  private CredentialSelector(List<Credential> credentials, boolean chosen) {
    this.credentials = List.copyOf(credentials);
    this.chosen = chosen;
  }

  /** Chooses among {@code candidates}, by the kind of key alone: the name was looked at before. */
  static CredentialSelector only(List<Credential> candidates) {
    return new CredentialSelector(candidates, true);
  }

  @Override
  public @Nullable String chooseEngineServerAlias(
      String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
    for (Credential candidate : chosen ? credentials : candidates(requestedName(engine))) {
      if (candidate.keyType().equals(keyType)) {
        return Integer.toString(credentials.indexOf(candidate));
      }
    }
    return null;
  }

  /** Which may be shown to a client that asks for {@code name}, or for none; at least one. */
  List<Credential> candidates(@Nullable String name) {
    List<Credential> candidates = name == null ? List.of() : named(name);
    return candidates.isEmpty() ? credentials.subList(0, 1) : candidates;
  }

  private List<Credential> named(String name) {
    List<Credential> exact = credentials.stream().filter(c -> c.names().hasExact(name)).toList();
    return exact.isEmpty()
        ? credentials.stream().filter(c -> c.names().hasWildcard(name)).toList()
        : exact;
  }

  /** The name a client asked for in its handshake; null when it asked for none. */
  static @Nullable String requestedName(SSLEngine engine) {
    return engine.getHandshakeSession() instanceof ExtendedSSLSession session
        ? requestedName(session)
        : null;
  }

  static @Nullable String requestedName(ExtendedSSLSession session) {
    for (SNIServerName name : session.getRequestedServerNames()) {
      if (name instanceof SNIHostName host) {
        return host.getAsciiName();
      }
    }
    return null;
  }

  private @Nullable Credential at(@Nullable String alias) {
    return alias == null ? null : credentials.get(Integer.parseInt(alias));
  }

  @Override
  public X509Certificate @Nullable [] getCertificateChain(@Nullable String alias) {
    Credential credential = at(alias);
    return credential == null ? null : credential.chain().toArray(new X509Certificate[0]);
  }

  @Override
  public @Nullable PrivateKey getPrivateKey(@Nullable String alias) {
    Credential credential = at(alias);
    return credential == null ? null : credential.key();
  }

  // Of a key manager for sockets and clients, which this is not.

  @Override
  public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
    return null;
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return null;
  }

  @Override
  public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
    return null;
  }

  @Override
  public @Nullable String chooseServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return null;
  }
}
