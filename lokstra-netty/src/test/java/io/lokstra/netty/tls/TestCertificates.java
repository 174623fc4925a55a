package io.lokstra.netty.tls;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.crypto.Cipher;

/** Certificates for tests, made by the JDK's keytool in a folder of the test's. */
public final class TestCertificates {
  public static final char[] PASSWORD = "changeit".toCharArray();

  private final Path folder;

  public TestCertificates(Path folder) {
    this.folder = folder;
  }

  /** A self-signed pair in {@code <name>.p12}; {@code san} as keytool writes it: dns:localhost. */
  public TestCertificates pair(String name, String kind, String san) throws IOException {
    List<String> arguments = kind(kind);
    if (!san.isEmpty()) {
      arguments.addAll(List.of("-ext", "san=" + san));
    }
    return keytool(name, arguments);
  }

  /** An authority in {@code <name>.p12}. */
  public TestCertificates authority(String name) throws IOException {
    List<String> arguments = kind("EC");
    arguments.addAll(List.of("-ext", "bc:c=ca:true"));
    return keytool(name, arguments);
  }

  /** A pair signed by {@code authority}, whose keystore becomes this pair's too. */
  public TestCertificates signed(String name, String authority, String san) throws IOException {
    Files.copy(p12(authority), p12(name));
    List<String> arguments = kind("EC");
    arguments.addAll(List.of("-signer", authority));
    if (!san.isEmpty()) {
      arguments.addAll(List.of("-ext", "san=" + san));
    }
    return keytool(name, arguments);
  }

  /** A pair signed by {@code authority} that expires in so many seconds. */
  public TestCertificates brief(String name, String authority, int seconds) throws IOException {
    Files.copy(p12(authority), p12(name));
    List<String> arguments = kind("EC");
    arguments.addAll(List.of("-signer", authority));
    arguments.addAll(List.of("-startdate", "-" + (86_400 - seconds) + "S", "-validity", "1"));
    return keytool(name, arguments);
  }

  private static List<String> kind(String kind) {
    return new ArrayList<>(
        switch (kind) {
          case "EC" -> List.of("-keyalg", "EC", "-groupname", "secp256r1");
          case "RSA" -> List.of("-keyalg", "RSA", "-keysize", "2048");
          case "RSA1024" -> List.of("-keyalg", "RSA", "-keysize", "1024");
          default -> List.of("-keyalg", kind);
        });
  }

  private TestCertificates keytool(String name, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of("-J-XX:TieredStopAtLevel=1", "-J-XX:+UseSerialGC", "-genkeypair"));
    command.addAll(List.of("-alias", name, "-dname", "CN=" + name, "-validity", "30"));
    command.addAll(List.of("-storetype", "PKCS12", "-storepass", new String(PASSWORD)));
    command.addAll(List.of("-keystore", p12(name).toString()));
    command.addAll(arguments);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said;
    try (InputStream out = process.getInputStream()) {
      said = new String(out.readAllBytes(), StandardCharsets.UTF_8);
    }
    try {
      if (process.waitFor() != 0) {
        throw new IOException(command + ": " + said);
      }
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
    return this;
  }

  public Path p12(String name) {
    return folder.resolve(name + ".p12");
  }

  /** The keystore of {@code name}. */
  public KeyStore store(String name) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(p12(name))) {
      store.load(in, PASSWORD);
    }
    return store;
  }

  public PrivateKey key(String name) throws IOException, GeneralSecurityException {
    return (PrivateKey) store(name).getKey(name, PASSWORD);
  }

  /** The certificate of {@code name}, with its chain. */
  public Certificate[] chain(String name) throws IOException, GeneralSecurityException {
    return store(name).getCertificateChain(name);
  }

  /** The chain of {@code name} as {@code <name>.pem}. */
  public Path certificatePem(String name) throws IOException, GeneralSecurityException {
    StringBuilder all = new StringBuilder("a comment, as tools write them\n");
    for (Certificate each : chain(name)) {
      all.append(pem("CERTIFICATE", each.getEncoded()));
    }
    return Files.writeString(folder.resolve(name + ".pem"), all);
  }

  /** The key of {@code name} as {@code <name>.key}, in PKCS#8, for its owner only. */
  public Path keyPem(String name) throws IOException, GeneralSecurityException {
    return secret(name + ".key", pem("PRIVATE KEY", key(name).getEncoded()));
  }

  /** A file that its owner alone may read. */
  public Path secret(String file, String text) throws IOException {
    Path path = Files.writeString(folder.resolve(file), text);
    Files.setPosixFilePermissions(
        path, java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
    return path;
  }

  /** {@code content} as a PEM block. */
  public static String pem(String label, byte[] content) {
    return "-----BEGIN "
        + label
        + "-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content)
        + "\n-----END "
        + label
        + "-----\n";
  }

  /** The PKCS#1 form inside of a PKCS#8 RSA key: what its last octet string holds. */
  public static byte[] pkcs1(PrivateKey key) {
    byte[] pkcs8 = key.getEncoded();
    return Arrays.copyOfRange(pkcs8, 26, pkcs8.length);
  }

  /** The SEC 1 form of a P-256 key: version, 32 octets, the curve's name. */
  public static byte[] sec1(PrivateKey key) {
    byte[] scalar = unsigned(((java.security.interfaces.ECPrivateKey) key).getS().toByteArray());
    byte[] curve = {
      (byte) 0xa0, 10, 0x06, 0x08, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 3, 1, 7
    };
    byte[] sec1 = new byte[7 + 32 + curve.length];
    byte[] head = {0x30, (byte) (5 + 32 + curve.length), 0x02, 1, 1, 0x04, 32};
    System.arraycopy(head, 0, sec1, 0, head.length);
    System.arraycopy(scalar, 0, sec1, head.length, 32);
    System.arraycopy(curve, 0, sec1, head.length + 32, curve.length);
    return sec1;
  }

  /** A key encrypted by PBES2 (RFC 8018), as PKCS#8 writes it. */
  public static byte[] encrypted(Cipher cipher, PrivateKey key)
      throws IOException, GeneralSecurityException {
    byte[] pbes2 = {0x06, 9, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 1, 5, 0x0d};
    byte[] algorithm = der(0x30, pbes2, cipher.getParameters().getEncoded());
    return der(0x30, algorithm, der(0x04, cipher.doFinal(key.getEncoded())));
  }

  private static byte[] der(int tag, byte[]... parts) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      content.writeBytes(part);
    }
    ByteArrayOutputStream value = new ByteArrayOutputStream();
    value.write(tag);
    value.write(0x82);
    value.write(content.size() >> 8);
    value.write(content.size());
    value.writeBytes(content.toByteArray());
    return value.toByteArray();
  }

  /** The key of {@code name} in a keystore of its own. */
  public KeyStore only(String name) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, PASSWORD);
    store.setKeyEntry(name, key(name), PASSWORD, chain(name));
    return store;
  }

  private static byte[] unsigned(byte[] number) {
    byte[] fixed = new byte[32];
    int length = Math.min(32, number.length);
    System.arraycopy(number, number.length - length, fixed, 32 - length, length);
    return fixed;
  }
}
