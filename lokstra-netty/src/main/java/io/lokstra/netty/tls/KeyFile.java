package io.lokstra.netty.tls;

import io.lokstra.config.Secret;
import io.lokstra.engine.TlsException;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** The private key in a PEM file: PKCS#8, plain or encrypted (RFC 5958), PKCS#1 or SEC 1. */
final class KeyFile {
  private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA", "RSASSA-PSS");

  private KeyFile() {}

  /** Reads the one key in {@code text}, which {@code file} holds. */
  static PrivateKey read(Path file, byte[] text, Optional<Secret> password) throws TlsException {
    List<Pem> keys =
        Pem.blocks(file, text).stream().filter(b -> b.label().endsWith("PRIVATE KEY")).toList();
    if (keys.size() != 1) {
      throw new TlsException(
          file
              + ": expected one block 'PRIVATE KEY' and found "
              + keys.size()
              + "; name the PEM file that holds the private key");
    }
    Pem block = keys.getFirst();
    try {
      return key(
          file,
          switch (block.label()) {
            case "RSA PRIVATE KEY" -> Der.fromPkcs1(block.content());
            case "EC PRIVATE KEY" -> Der.fromSec1(block.content());
            case "ENCRYPTED PRIVATE KEY" -> decrypt(file, block.content(), password);
            default -> block.content();
          });
    } catch (IllegalArgumentException e) {
      throw new TlsException(
          file + ": the block '" + block.label() + "' is malformed: " + e.getMessage(), e);
    }
  }

  private static PrivateKey key(Path file, byte[] pkcs8) throws TlsException {
    for (String algorithm : ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
      } catch (InvalidKeySpecException different) {
        // perhaps the next
      } catch (GeneralSecurityException e) {
        throw new TlsException(file + ": this JDK has no keys of " + algorithm, e);
      }
    }
    throw new TlsException(
        file + ": the private key is damaged, or of a kind that is none of " + ALGORITHMS);
  }

  private static byte[] decrypt(Path file, byte[] encrypted, Optional<Secret> password)
      throws TlsException {
    if (password.isEmpty()) {
      throw new TlsException(file + ": the private key is encrypted; set 'password'");
    }
    PBEKeySpec spec = new PBEKeySpec(password.get().reveal().toCharArray());
    try {
      EncryptedPrivateKeyInfo info = new EncryptedPrivateKeyInfo(encrypted);
      String algorithm = info.getAlgName();
      Cipher cipher = Cipher.getInstance(algorithm);
      cipher.init(
          Cipher.DECRYPT_MODE,
          SecretKeyFactory.getInstance(algorithm).generateSecret(spec),
          info.getAlgParameters());
      return info.getKeySpec(cipher).getEncoded();
    } catch (NoSuchAlgorithmException e) {
      throw new TlsException(
          file
              + ": the private key is encrypted in a way that this JDK does not have ("
              + e.getMessage()
              + "); write it anew with: openssl pkcs8 -topk8 -v2 aes-256-cbc",
          e);
    } catch (IOException e) {
      throw new TlsException(file + ": the encrypted private key is malformed", e);
    } catch (GeneralSecurityException e) {
      throw new TlsException(
          file + ": the private key cannot be decrypted; is 'password' right?", e);
    } finally {
      spec.clearPassword();
    }
  }
}
