package io.lokstra.netty.tls;

import io.lokstra.engine.TlsException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * The blocks of a PEM file (RFC 7468). What stands between blocks is left alone, as the RFC allows.
 *
 * @param label what the block says it is: {@code CERTIFICATE}
 * @param content the octets, decoded
 */
record Pem(String label, byte[] content) {
  private static final String BEGIN = "-----BEGIN ";
  private static final String DASHES = "-----";

  /**
   * The blocks of {@code text}, which {@code file} holds.
   *
   * @throws TlsException when one is not whole, or is encrypted in the way before PKCS#8
   */
  static List<Pem> blocks(Path file, byte[] text) throws TlsException {
    List<Pem> blocks = new ArrayList<>();
    String label = "";
    StringBuilder body = new StringBuilder();
    for (String line : new String(text, StandardCharsets.ISO_8859_1).lines().toList()) {
      String stripped = line.strip();
      if (label.isEmpty()) {
        if (stripped.startsWith(BEGIN) && stripped.endsWith(DASHES)) {
          label = stripped.substring(BEGIN.length(), stripped.length() - DASHES.length());
          body.setLength(0);
        }
      } else if (stripped.equals("-----END " + label + DASHES)) {
        blocks.add(new Pem(label, decode(file, label, body.toString())));
        label = "";
      } else if (stripped.indexOf(':') >= 0) {
        throw new TlsException(
            file
                + ": the block '"
                + label
                + "' is encrypted in the way of old OpenSSL; convert it with: openssl pkcs8 -topk8"
                + " -in "
                + file.getFileName()
                + " -out key.pem");
      } else {
        body.append(stripped);
      }
    }
    if (!label.isEmpty()) {
      throw new TlsException(
          file + ": the block '" + label + "' has no end; the file was not copied whole");
    }
    return blocks;
  }

  private static byte[] decode(Path file, String label, String base64) throws TlsException {
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw new TlsException(
          file + ": the block '" + label + "' is not Base64; the file was changed or cut", e);
    }
  }
}
