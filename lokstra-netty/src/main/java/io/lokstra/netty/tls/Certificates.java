package io.lokstra.netty.tls;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.KeyManager;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/** The certificates of a listener at one time, and whom it trusts. Thread-safe. */
public final class Certificates {
  private final CredentialSelector selector;
  private final TrustManager[] trust;

  /** By the names of what may be shown; there are no more of them than certificates allow. */
  private final Map<List<String>, Choice> choices = new ConcurrentHashMap<>();

  Certificates(CredentialSelector selector, TrustManager[] trust) {
    this.selector = selector;
    this.trust = trust.clone();
  }

  /**
   * What is shown to clients that ask for certain names.
   *
   * @param keys the certificates, one for each kind of key, and their private keys
   * @param names what the first of them is for
   * @param keyTypes the kinds of key: {@code RSA}, {@code EC}, {@code EdDSA}
   */
  public record Choice(KeyManager keys, CertificateNames names, List<String> keyTypes) {
    @Override
    public boolean equals(@Nullable Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(this);
    }
  }

  /** What is shown to a client that asks for {@code name}, or for none. */
  public Choice choice(@Nullable String name) {
    List<Credential> candidates = selector.candidates(name);
    return choices.computeIfAbsent(
        candidates.stream().map(Credential::name).toList(),
        names ->
            new Choice(
                CredentialSelector.only(candidates),
                candidates.getFirst().names(),
                candidates.stream().map(Credential::keyType).toList()));
  }

  CredentialSelector selector() {
    return selector;
  }

  /** Whom clients' certificates must lead to; nobody where no client is asked. */
  public TrustManager[] trust() {
    return trust.clone();
  }
}
