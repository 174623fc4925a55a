package io.lokstra.netty.tls;

import io.lokstra.engine.ClientCertificates;
import io.lokstra.engine.TlsCertificate;
import io.lokstra.engine.TlsException;
import io.lokstra.engine.TlsOptions;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The TLS of one listener: its certificates at this moment, and a thread that looks at their files.
 * Thread-safe.
 */
public final class ServerTls implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ServerTls.class);

  private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

  /** Authenticated encryption and ephemeral keys, the faster first. */
  private static final List<String> SUITES =
      List.of(
          "TLS_AES_128_GCM_SHA256",
          "TLS_AES_256_GCM_SHA384",
          "TLS_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

  private static final String[] GROUPS = {"x25519", "secp256r1", "secp384r1"};

  private final TlsOptions options;
  private final List<String> applicationProtocols;
  private volatile SSLContext context;
  private volatile Certificates certificates;
  private TlsFiles files;
  private String lastProblem = "";
  private final Thread watcher;

  /**
   * Reads the files and begins to watch them.
   *
   * @param applicationProtocols what is offered by ALPN (RFC 7301), the best first
   * @throws TlsException when they cannot be used; the message names the file and the remedy
   */
  public ServerTls(TlsOptions options, List<String> applicationProtocols) throws TlsException {
    this.options = options;
    this.applicationProtocols = List.copyOf(applicationProtocols);
    this.files = TlsFiles.read(options);
    this.certificates = certificates(files);
    this.context = context(certificates);
    for (Path open : TlsFiles.open(options)) {
      LOG.warn(
          "{} holds a private key and every user of this machine may read or change it;"
              + " take that away with: chmod o-rwx {}",
          open,
          open);
    }
    this.watcher = Thread.ofVirtual().name("lokstra-tls-files").unstarted(this::watch);
    if (!options.reloadInterval().isZero()) {
      watcher.start();
    }
  }

  private Certificates certificates(TlsFiles read) throws TlsException {
    List<Credential> credentials = new ArrayList<>();
    for (TlsCertificate each : options.all()) {
      Credential credential = Credential.of(each, read.content());
      warnOfTime(credential);
      credentials.add(credential);
    }
    try {
      return new Certificates(new CredentialSelector(credentials), trust(read));
    } catch (GeneralSecurityException e) {
      throw new TlsException("the authorities of clients cannot be used: " + e.getMessage(), e);
    }
  }

  private static SSLContext context(Certificates read) throws TlsException {
    try {
      SSLContext made = SSLContext.getInstance("TLS");
      made.init(new KeyManager[] {read.selector()}, read.trust(), null);
      return made;
    } catch (GeneralSecurityException e) {
      throw new TlsException("this JDK cannot make a TLS context: " + e.getMessage(), e);
    }
  }

  private static void warnOfTime(Credential credential) {
    X509Certificate first = credential.chain().getFirst();
    Instant now = Instant.now();
    if (now.isAfter(first.getNotAfter().toInstant())) {
      LOG.warn(
          "the certificate '{}' for {} expired at {}; clients will refuse it, renew it",
          credential.name(),
          credential.names(),
          first.getNotAfter().toInstant());
    } else if (now.isBefore(first.getNotBefore().toInstant())) {
      LOG.warn(
          "the certificate '{}' for {} is valid from {} on; is the clock right?",
          credential.name(),
          credential.names(),
          first.getNotBefore().toInstant());
    }
  }

  /** Whom to trust; nobody where no client is asked. */
  private TrustManager[] trust(TlsFiles read) throws TlsException, GeneralSecurityException {
    if (options.clientAuthorities().isEmpty()) {
      return new TrustManager[0];
    }
    Path file = options.clientAuthorities().get();
    byte[] content = read.content().get(file);
    KeyStore store = KeyStore.getInstance("PKCS12");
    try {
      store.load(null, null);
      int number = 0;
      for (X509Certificate authority :
          Credential.certificates(file, content == null ? new byte[0] : content)) {
        store.setCertificateEntry("authority-" + number++, authority);
      }
    } catch (java.io.IOException e) {
      if (e instanceof TlsException wrong) {
        throw wrong;
      }
      throw new TlsException(file + ": " + e.getMessage(), e);
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }

  /** The server's side of a new connection. */
  public SSLEngine newEngine() {
    SSLEngine engine = context.createSSLEngine();
    engine.setUseClientMode(false);
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setProtocols(PROTOCOLS);
    List<String> supported = Arrays.asList(engine.getSupportedCipherSuites());
    parameters.setCipherSuites(SUITES.stream().filter(supported::contains).toArray(String[]::new));
    parameters.setUseCipherSuitesOrder(true);
    parameters.setNamedGroups(GROUPS);
    parameters.setApplicationProtocols(applicationProtocols.toArray(new String[0]));
    if (options.clientCertificates() == ClientCertificates.REQUIRED) {
      parameters.setNeedClientAuth(true);
    } else if (options.clientCertificates() == ClientCertificates.OPTIONAL) {
      parameters.setWantClientAuth(true);
    }
    engine.setSSLParameters(parameters);
    return engine;
  }

  /** The certificates at this moment; another object when they were read anew. */
  public Certificates certificates() {
    return certificates;
  }

  /** What was configured. */
  public TlsOptions options() {
    return options;
  }

  private void watch() {
    try {
      while (true) {
        Thread.sleep(options.reloadInterval());
        try {
          reload();
        } catch (RuntimeException unforeseen) {
          // Of a file that can be anything. The thread must live: nobody would see it end, until
          // the certificate has run out.
          problem(unforeseen.toString(), unforeseen);
        }
      }
    } catch (InterruptedException closed) {
      // the listener is closed
    }
  }

  /** Looks at the files, and takes what is new and good. */
  private void reload() {
    try {
      TlsFiles now = TlsFiles.read(options);
      if (!now.same(files)) {
        Certificates read = certificates(now);
        context = context(read);
        certificates = read;
        files = now;
        LOG.info("certificates were read anew; connections from now on use them");
      }
      lastProblem = "";
    } catch (TlsException e) {
      problem(String.valueOf(e.getMessage()), null);
    }
  }

  /** Says it, unless it was said the last time. */
  private void problem(String problem, @Nullable RuntimeException unforeseen) {
    if (!problem.equals(lastProblem)) {
      lastProblem = problem;
      LOG.error("changed certificates cannot be used, the old ones stay: {}", problem, unforeseen);
    }
  }

  /** Looks at the files no more. */
  @Override
  public void close() {
    watcher.interrupt();
  }
}
