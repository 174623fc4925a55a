package io.lokstra.engine;

import io.lokstra.config.Options;
import io.lokstra.config.Secret;
import java.nio.file.Path;
import java.util.Optional;

/**
 * One more certificate of a TLS listener, for the names it holds; keys under {@code
 * apps.<name>.tls.certificates.<name>}.
 *
 * @param name what configuration and logs call it
 * @param certificate PEM file with the certificate, and after it those that lead to its root
 * @param key PEM file with the private key: PKCS#8, PKCS#1 or SEC 1
 * @param keystore PKCS#12 file that holds both, in the place of {@code certificate} and {@code key}
 * @param password what the key or the keystore is encrypted with
 */
@Options
public record TlsCertificate(
    String name,
    Optional<Path> certificate,
    Optional<Path> key,
    Optional<Path> keystore,
    Optional<Secret> password) {

  /** Checks that it is either PEM or PKCS#12. */
  public TlsCertificate {
    check(certificate, key, keystore);
  }

  /** A certificate from PEM files. */
  public static TlsCertificate pem(String name, Path certificate, Path key) {
    return new TlsCertificate(
        name, Optional.of(certificate), Optional.of(key), Optional.empty(), Optional.empty());
  }

  /** A certificate from a PKCS#12 file. */
  public static TlsCertificate pkcs12(String name, Path keystore, Secret password) {
    return new TlsCertificate(
        name, Optional.empty(), Optional.empty(), Optional.of(keystore), Optional.of(password));
  }

  static void check(Optional<Path> certificate, Optional<Path> key, Optional<Path> keystore) {
    boolean pem = certificate.isPresent() && key.isPresent() && keystore.isEmpty();
    boolean pkcs12 = certificate.isEmpty() && key.isEmpty() && keystore.isPresent();
    if (!pem && !pkcs12) {
      throw new IllegalArgumentException(
          "TLS needs either 'certificate' and 'key', two PEM files, or 'keystore', a PKCS#12 file");
    }
  }
}
