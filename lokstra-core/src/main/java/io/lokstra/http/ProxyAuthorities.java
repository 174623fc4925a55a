package io.lokstra.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/** The certificates in a file that those of upstreams must lead to. */
final class ProxyAuthorities {
  private ProxyAuthorities() {}

  /**
   * Reads them.
   *
   * @throws IllegalArgumentException that names the file, and what is wrong with it
   */
  static List<X509Certificate> read(Path file) {
    List<X509Certificate> read = new ArrayList<>();
    try {
      byte[] content = Files.readAllBytes(file);
      for (Certificate each :
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(content))) {
        read.add((X509Certificate) each);
      }
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "'tls.authorities': %s cannot be read (%s); name a PEM file with certificates"
              .formatted(file, e),
          e);
    } catch (CertificateException e) {
      throw new IllegalArgumentException(
          "'tls.authorities': a certificate in %s is damaged: %s".formatted(file, e.getMessage()),
          e);
    }
    if (read.isEmpty()) {
      throw new IllegalArgumentException(
          "'tls.authorities': there is no certificate in %s; name a PEM file with certificates"
              .formatted(file));
    }
    return read;
  }
}
