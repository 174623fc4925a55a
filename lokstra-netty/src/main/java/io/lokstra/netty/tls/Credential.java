package io.lokstra.netty.tls;

import io.lokstra.config.Secret;
import io.lokstra.engine.TlsCertificate;
import io.lokstra.engine.TlsException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A certificate with its chain and its private key, which belong together.
 *
 * @param name as configuration calls it
 * @param chain the certificate, and after it those that lead to its root
 * @param key its private key
 * @param names what it is for
 */
record Credential(
    String name, List<X509Certificate> chain, PrivateKey key, CertificateNames names) {
  private static final int LEAST_RSA_BITS = 2048;

  /** Makes what {@code source} says of the {@code files} as read. */
  static Credential of(TlsCertificate source, Map<Path, byte[]> files) throws TlsException {
    if (source.keystore().isPresent()) {
      Path file = source.keystore().get();
      return fromKeystore(source.name(), file, content(files, file), source.password());
    }
    Path certificates = source.certificate().orElseThrow();
    Path keyFile = source.key().orElseThrow();
    return checked(
        source.name(),
        certificates,
        certificates(certificates, content(files, certificates)),
        keyFile,
        KeyFile.read(keyFile, content(files, keyFile), source.password()));
  }

  private static byte[] content(Map<Path, byte[]> files, Path file) {
    byte[] content = files.get(file);
    if (content == null) {
      throw new IllegalStateException(file + " was not read");
    }
    return content;
  }

  /** The certificates in a PEM file, in their order; at least one. */
  static List<X509Certificate> certificates(Path file, byte[] text) throws TlsException {
    List<X509Certificate> chain = new ArrayList<>();
    for (Pem block : Pem.blocks(file, text)) {
      if (block.label().equals("CERTIFICATE")) {
        try {
          chain.add(
              (X509Certificate)
                  CertificateFactory.getInstance("X.509")
                      .generateCertificate(new ByteArrayInputStream(block.content())));
        } catch (CertificateException e) {
          throw new TlsException(
              file + ": certificate " + (chain.size() + 1) + " is damaged: " + e.getMessage(), e);
        }
      }
    }
    if (chain.isEmpty()) {
      throw new TlsException(
          file + ": there is no block 'CERTIFICATE'; name the PEM file that holds the certificate");
    }
    return chain;
  }

  private static Credential fromKeystore(
      String name, Path file, byte[] content, Optional<Secret> password) throws TlsException {
    char[] secret = password.map(Secret::reveal).orElse("").toCharArray();
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(new ByteArrayInputStream(content), secret);
      List<String> keys = new ArrayList<>();
      for (String alias : Collections.list(store.aliases())) {
        if (store.isKeyEntry(alias)) {
          keys.add(alias);
        }
      }
      if (keys.size() != 1) {
        throw new TlsException(
            file + ": expected one private key and found " + keys.size() + ": " + keys);
      }
      String alias = keys.getFirst();
      Certificate[] certificates = store.getCertificateChain(alias);
      if (!(store.getKey(alias, secret) instanceof PrivateKey key)
          || certificates == null
          || certificates.length == 0) {
        throw new TlsException(
            file
                + ": the entry '"
                + alias
                + "' is not a private key with its certificate; make the file with:"
                + " openssl pkcs12 -export -inkey KEY.pem -in CERTIFICATE.pem -out "
                + file.getFileName());
      }
      List<X509Certificate> chain = new ArrayList<>();
      for (Certificate each : certificates) {
        chain.add((X509Certificate) each);
      }
      return checked(name, file, chain, file, key);
    } catch (TlsException e) {
      throw e;
    } catch (GeneralSecurityException | IOException e) {
      throw new TlsException(
          file + ": cannot be read as PKCS#12 (" + e.getMessage() + "); is 'password' right?", e);
    }
  }

  private static Credential checked(
      String name, Path file, List<X509Certificate> chain, Path keyFile, PrivateKey key)
      throws TlsException {
    X509Certificate first = chain.getFirst();
    if (!belongs(key, first.getPublicKey())) {
      throw new TlsException(
          file
              + ": the first certificate ("
              + first.getSubjectX500Principal()
              + ") is not that of the private key in "
              + keyFile
              + "; put the server's own certificate first, or name its key");
    }
    if (key instanceof RSAKey rsa && rsa.getModulus().bitLength() < LEAST_RSA_BITS) {
      throw new TlsException(
          keyFile
              + ": an RSA key of "
              + rsa.getModulus().bitLength()
              + " bits is too short; make one of 2048 or more, or an EC key");
    }
    for (int i = 0; i + 1 < chain.size(); i++) {
      try {
        chain.get(i).verify(chain.get(i + 1).getPublicKey());
      } catch (GeneralSecurityException e) {
        throw new TlsException(
            file
                + ": certificate "
                + (i + 2)
                + " did not sign certificate "
                + (i + 1)
                + "; put each after the one it signed, the root last or left out",
            e);
      }
    }
    return new Credential(name, List.copyOf(chain), key, CertificateNames.of(first));
  }

  private static boolean belongs(PrivateKey key, PublicKey other) {
    if (key instanceof RSAKey one && other instanceof RSAKey two) {
      BigInteger modulus = one.getModulus();
      return modulus.equals(two.getModulus());
    }
    if (!key.getAlgorithm().equals(other.getAlgorithm())) {
      return false;
    }
    byte[] probe = {1, 2, 3};
    try {
      Signature signature =
          Signature.getInstance(key.getAlgorithm().equals("EC") ? "SHA256withECDSA" : "EdDSA");
      signature.initSign(key);
      signature.update(probe);
      byte[] signed = signature.sign();
      signature.initVerify(other);
      signature.update(probe);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  /** The kind of key, as TLS asks for it: {@code RSA}, {@code EC}, {@code EdDSA}. */
  String keyType() {
    return key.getAlgorithm();
  }
}
