package io.lokstra.netty.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lokstra.config.Secret;
import io.lokstra.engine.TlsCertificate;
import io.lokstra.engine.TlsException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reading certificates and keys. */
class CredentialTest {
  @TempDir static Path folder;

  private static TestCertificates certificates;

  @BeforeAll
  static void makeCertificates() throws Exception {
    certificates =
        new TestCertificates(folder)
            .pair("ec", "EC", "dns:ec.example,dns:*.ec.example,ip:192.0.2.1")
            .pair("rsa", "RSA", "")
            .pair("ed", "Ed25519", "")
            .pair("short", "RSA1024", "")
            .authority("root")
            .signed("leaf", "root", "dns:leaf.example");
  }

  private static Credential read(TlsCertificate source) throws Exception {
    Map<Path, byte[]> files = new HashMap<>();
    for (Optional<Path> file :
        java.util.List.of(source.certificate(), source.key(), source.keystore())) {
      if (file.isPresent()) {
        files.put(file.get(), Files.readAllBytes(file.get()));
      }
    }
    return Credential.of(source, files);
  }

  private static Credential read(String name, String label, byte[] key) throws Exception {
    Path file = certificates.secret("some.key", TestCertificates.pem(label, key));
    return read(TlsCertificate.pem(name, certificates.certificatePem(name), file));
  }

  @Test
  void readsKeysInAllTheirForms() throws Exception {
    for (String name : new String[] {"ec", "rsa", "ed", "leaf"}) {
      PrivateKey key = certificates.key(name);
      assertThat(read(name, "PRIVATE KEY", key.getEncoded()).key()).isEqualTo(key);
    }
    PrivateKey rsa = certificates.key("rsa");
    assertThat(read("rsa", "RSA PRIVATE KEY", TestCertificates.pkcs1(rsa)).key()).isEqualTo(rsa);
    PrivateKey ec = certificates.key("ec");
    assertThat(read("ec", "EC PRIVATE KEY", TestCertificates.sec1(ec)).key().getAlgorithm())
        .isEqualTo("EC");
  }

  @Test
  void readsAnEncryptedKey() throws Exception {
    PrivateKey key = certificates.key("ec");
    String algorithm = "PBEWithHmacSHA256AndAES_256";
    Cipher cipher = Cipher.getInstance(algorithm);
    cipher.init(
        Cipher.ENCRYPT_MODE,
        SecretKeyFactory.getInstance(algorithm)
            .generateSecret(new PBEKeySpec("secret".toCharArray())));
    byte[] encrypted = TestCertificates.encrypted(cipher, key);
    Path file =
        certificates.secret("enc.key", TestCertificates.pem("ENCRYPTED PRIVATE KEY", encrypted));
    Path certificate = certificates.certificatePem("ec");

    assertThat(read(encrypted(certificate, file, "secret")).key()).isEqualTo(key);
    assertThatThrownBy(() -> read(encrypted(certificate, file, "wrong")))
        .isInstanceOf(TlsException.class)
        .hasMessageContaining("enc.key: the private key cannot be decrypted; is 'password' right?");
    assertThatThrownBy(() -> read(TlsCertificate.pem("ec", certificate, file)))
        .hasMessageEndingWith("enc.key: the private key is encrypted; set 'password'");
  }

  private static TlsCertificate encrypted(Path certificate, Path key, String password) {
    return new TlsCertificate(
        "ec",
        Optional.of(certificate),
        Optional.of(key),
        Optional.empty(),
        Optional.of(Secret.of(password)));
  }

  @Test
  void readsKeystores() throws Exception {
    Credential read =
        read(TlsCertificate.pkcs12("ec", certificates.p12("ec"), Secret.of("changeit")));

    assertThat(read.key()).isEqualTo(certificates.key("ec"));
    assertThat(read.names()).hasToString("[*.ec.example, 192.0.2.1, ec.example]");
    assertThatThrownBy(
            () -> read(TlsCertificate.pkcs12("ec", certificates.p12("ec"), Secret.of("wrong"))))
        .isInstanceOf(TlsException.class)
        .hasMessageContaining("ec.p12: cannot be read as PKCS#12")
        .hasMessageContaining("is 'password' right?");
    assertThatThrownBy(() ->
            read(TlsCertificate.pkcs12("leaf", certificates.p12("leaf"), Secret.of("changeit"))))
        .hasMessageContaining("leaf.p12: expected one private key and found 2: [");
  }

  @Test
  void refusesAKeystoreWhoseKeyIsNotThatOfACertificate() throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, TestCertificates.PASSWORD);
    store.setEntry(
        "shared",
        new KeyStore.SecretKeyEntry(new SecretKeySpec(new byte[16], "AES")),
        new KeyStore.PasswordProtection(TestCertificates.PASSWORD));
    Path file = folder.resolve("secret.p12");
    try (OutputStream out = Files.newOutputStream(file)) {
      store.store(out, TestCertificates.PASSWORD);
    }

    assertThatThrownBy(() -> read(TlsCertificate.pkcs12("x", file, Secret.of("changeit"))))
        .isInstanceOf(TlsException.class)
        .hasMessageContaining("secret.p12: the entry 'shared' is not a private key with its")
        .hasMessageContaining("openssl pkcs12 -export");
  }

  @Test
  void keepsTheChainInItsOrder() throws Exception {
    Credential leaf =
        read(
            TlsCertificate.pem(
                "leaf", certificates.certificatePem("leaf"), certificates.keyPem("leaf")));

    assertThat(leaf.chain()).containsExactly((java.security.cert.X509Certificate[]) x509("leaf"));
    String text = Files.readString(certificates.certificatePem("leaf"));
    Path mixed =
        certificates.secret(
            "mixed.pem",
            text.substring(0, text.lastIndexOf("-----BEGIN"))
                + Files.readString(certificates.certificatePem("rsa")));
    assertThatThrownBy(() -> read(TlsCertificate.pem("leaf", mixed, certificates.keyPem("leaf"))))
        .hasMessageContaining(
            "mixed.pem: certificate 2 did not sign certificate 1; put each after");
  }

  private static Object[] x509(String name) throws Exception {
    java.security.cert.Certificate[] chain = certificates.chain(name);
    return java.util.Arrays.copyOf(chain, chain.length, java.security.cert.X509Certificate[].class);
  }

  @Test
  void saysWhatIsWrongWithAFile() throws Exception {
    Path certificate = certificates.certificatePem("ec");
    Path key = certificates.keyPem("ec");
    refuses(key, key, "ec.key: there is no block 'CERTIFICATE'");
    refuses(certificate, certificate, "ec.pem: expected one block 'PRIVATE KEY' and found 0");
    refuses(
        certificate, certificates.keyPem("rsa"), "ec.pem: the first certificate (CN=ec) is not");
    refuses(
        certificates.certificatePem("short"),
        certificates.keyPem("short"),
        "1024 bits is too short");
    String text = Files.readString(key);
    refuses(certificate, secret(text.substring(0, 80)), "the block 'PRIVATE KEY' has no end");
    refuses(
        certificate, secret(text.replace("MEEC", "!!!!").replace("MIG", "!!!")), "is not Base64");
    refuses(certificate, secret(TestCertificates.pem("PRIVATE KEY", new byte[40])), "is damaged");
    refuses(certificate, secret(TestCertificates.pem("EC PRIVATE KEY", new byte[40])), "malformed");
    refuses(
        certificate,
        secret(TestCertificates.pem("EC PRIVATE KEY", new byte[] {0x30, 3, 2, 9, 1})),
        "malformed");
    refuses(
        certificate,
        secret(
            "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nAAAA\n"
                + "-----END RSA PRIVATE KEY-----\n"),
        "openssl pkcs8 -topk8");
    refuses(
        secret(TestCertificates.pem("CERTIFICATE", new byte[40])), key, "certificate 1 is damaged");
  }

  private static Path secret(String text) throws Exception {
    return certificates.secret("bad.pem", text);
  }

  private static void refuses(Path certificate, Path key, String message) {
    assertThatThrownBy(() -> read(TlsCertificate.pem("bad", certificate, key)))
        .isInstanceOf(TlsException.class)
        .hasMessageContaining(message);
  }

  @Test
  void coversNamesAsCertificatesDo() throws Exception {
    CertificateNames names =
        CertificateNames.of((java.security.cert.X509Certificate) x509("ec")[0]);

    assertThat(names.cover("EC.example")).isTrue();
    assertThat(names.cover("ec.example.")).isTrue();
    assertThat(names.cover("a.ec.example")).isTrue();
    assertThat(names.cover("192.0.2.1")).isTrue();
    assertThat(names.cover("a.b.ec.example")).isFalse();
    assertThat(names.cover(".ec.example")).isFalse();
    assertThat(names.cover("example")).isFalse();
    assertThat(names.cover("192.0.2.2")).isFalse();
    assertThat(names.cover("")).isFalse();
  }
}
