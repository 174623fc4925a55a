package io.lokstra.engine;

import io.lokstra.config.Default;
import io.lokstra.config.Options;
import io.lokstra.config.Secret;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * TLS on a listener; keys under {@code apps.<name>.tls}. TLS 1.3 and 1.2, with ephemeral key
 * exchange and authenticated encryption alone: there is no option that weakens them.
 *
 * @param certificate PEM file with the certificate, and after it those that lead to its root
 * @param key PEM file with the private key: PKCS#8, PKCS#1 or SEC 1
 * @param keystore PKCS#12 file that holds both, in the place of {@code certificate} and {@code key}
 * @param password what the key or the keystore is encrypted with
 * @param certificates further certificates, chosen by the name that the client asks for (SNI); a
 *     client that asks for a name that none of them holds gets the one above
 * @param clientCertificates whether clients are asked for a certificate
 * @param clientAuthorities PEM file with the certificates that those of clients must lead to
 * @param handshakeTimeout how long a handshake may take; closed
 * @param reloadInterval how often the files are looked at; new content is used by connections from
 *     then on, and what cannot be used leaves the old in place and is logged; 0s for never
 * @param checkHost whether a request for a host that the connection's certificate does not hold is
 *     answered 421 (RFC 9110 §15.5.20)
 * @param http3 HTTP/3 on the UDP port of the same number; off unless said
 */
@Options
public record TlsOptions(
    Optional<Path> certificate,
    Optional<Path> key,
    Optional<Path> keystore,
    Optional<Secret> password,
    @Default("") List<TlsCertificate> certificates,
    @Default("none") ClientCertificates clientCertificates,
    Optional<Path> clientAuthorities,
    @Default("10s") @Positive Duration handshakeTimeout,
    @Default("10s") @PositiveOrZero Duration reloadInterval,
    @Default("true") boolean checkHost,
    Http3Options http3) {

  /** Checks what belongs together. */
  public TlsOptions {
    TlsCertificate.check(certificate, key, keystore);
    certificates = List.copyOf(certificates);
    if ((clientCertificates == ClientCertificates.NONE) == clientAuthorities.isPresent()) {
      throw new IllegalArgumentException(
          "'client-certificates' and 'client-authorities' need each other: whom to ask for a"
              + " certificate, and which to trust");
    }
  }

  /** The certificate in one PEM file, with its chain, and its private key in another. */
  public static TlsOptions pem(Path certificate, Path key) {
    return of(TlsCertificate.pem("default", certificate, key));
  }

  /** Certificate, chain and private key in a PKCS#12 file. */
  public static TlsOptions pkcs12(Path keystore, Secret password) {
    return of(TlsCertificate.pkcs12("default", keystore, password));
  }

  private static TlsOptions of(TlsCertificate first) {
    return new TlsOptions(
        first.certificate(),
        first.key(),
        first.keystore(),
        first.password(),
        List.of(),
        ClientCertificates.NONE,
        Optional.empty(),
        Duration.ofSeconds(10),
        Duration.ofSeconds(10),
        true,
        Http3Options.defaults());
  }

  /** With a further certificate, for clients that ask for a name it holds. */
  public TlsOptions with(TlsCertificate further) {
    List<TlsCertificate> more = new ArrayList<>(certificates);
    more.add(further);
    return new TlsOptions(
        certificate,
        key,
        keystore,
        password,
        more,
        clientCertificates,
        clientAuthorities,
        handshakeTimeout,
        reloadInterval,
        checkHost,
        http3);
  }

  /** Clients are asked for a certificate that leads to one of {@code authorities}, a PEM file. */
  public TlsOptions clients(ClientCertificates asked, Path authorities) {
    return new TlsOptions(
        certificate,
        key,
        keystore,
        password,
        certificates,
        asked,
        Optional.of(authorities),
        handshakeTimeout,
        reloadInterval,
        checkHost,
        http3);
  }

  /** The files are looked at this often; zero for never. */
  public TlsOptions reloadInterval(Duration interval) {
    return new TlsOptions(
        certificate,
        key,
        keystore,
        password,
        certificates,
        clientCertificates,
        clientAuthorities,
        handshakeTimeout,
        interval,
        checkHost,
        http3);
  }

  /** A handshake may take this long. */
  public TlsOptions handshakeTimeout(Duration limit) {
    return new TlsOptions(
        certificate,
        key,
        keystore,
        password,
        certificates,
        clientCertificates,
        clientAuthorities,
        limit,
        reloadInterval,
        checkHost,
        http3);
  }

  /** Whether a host that the certificate does not hold is answered 421. */
  public TlsOptions checkHost(boolean checked) {
    return new TlsOptions(
        certificate,
        key,
        keystore,
        password,
        certificates,
        clientCertificates,
        clientAuthorities,
        handshakeTimeout,
        reloadInterval,
        checked,
        http3);
  }

  /** HTTP/3 too, on the UDP port of the same number: {@code http3(Http3Options.on())}. */
  public TlsOptions http3(Http3Options options) {
    return new TlsOptions(
        certificate,
        key,
        keystore,
        password,
        certificates,
        clientCertificates,
        clientAuthorities,
        handshakeTimeout,
        reloadInterval,
        checkHost,
        options);
  }

  /** All certificates; the first is for clients that ask for a name none of them holds. */
  public List<TlsCertificate> all() {
    List<TlsCertificate> all = new ArrayList<>();
    all.add(new TlsCertificate("default", certificate, key, keystore, password));
    all.addAll(certificates);
    return all;
  }
}
