package io.lokstra.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lokstra.config.Secret;
import io.lokstra.engine.ClientCertificates;
import io.lokstra.engine.TlsCertificate;
import io.lokstra.engine.TlsOptions;
import io.lokstra.http.Response;
import io.lokstra.http.ResponseBody;
import io.lokstra.http.ResponseHeaders;
import io.lokstra.netty.tls.TestCertificates;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS over real sockets, with the JDK's client. */
class TlsTest {
  @TempDir static Path folder;

  private static TestCertificates certificates;
  private static TlsOptions localhost;

  @BeforeAll
  static void makeCertificates() throws Exception {
    certificates =
        new TestCertificates(folder)
            .pair("localhost", "EC", "dns:localhost,ip:127.0.0.1")
            .pair("a", "RSA", "dns:a.example")
            .pair("stars", "EC", "dns:*.b.example")
            .authority("authority")
            .authority("stranger")
            .signed("client", "authority", "")
            .signed("unknown", "stranger", "");
    localhost = pem("localhost");
  }

  private static TlsOptions pem(String name) throws Exception {
    return TlsOptions.pem(certificates.certificatePem(name), certificates.keyPem(name));
  }

  private static TlsCertificate further(String name) {
    return TlsCertificate.pkcs12(
        name, certificates.p12(name), Secret.of(new String(TestCertificates.PASSWORD)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void servesRequestsInBothVersions(String version) throws Exception {
    Answers answers =
        new Answers()
            .describing("/secure", exchange -> exchange.secure() + " " + exchange.target());
    try (Running server = new Running(localhost, answers);
        Wire wire =
            new Wire(
                new TlsClient()
                    .connect(
                        server.port(),
                        "localhost",
                        parameters -> parameters.setProtocols(new String[] {version})))) {
      for (int i = 0; i < 3; i++) {
        wire.send("GET /secure HTTP/1.1\r\nhost: localhost:8443\r\n\r\n");
        assertThat(wire.answer().body()).startsWith("true ");
      }
    }
  }

  @Test
  void offersModernSuitesAlone() throws Exception {
    try (Running server = new Running(localhost, new Answers())) {
      TlsClient client = new TlsClient();
      String[] suites = client.context().getSupportedSSLParameters().getCipherSuites();
      int accepted = 0;
      for (String suite : suites) {
        boolean thirteen = suite.startsWith("TLS_AES") || suite.startsWith("TLS_CHACHA20");
        if (suite.contains("_RSA_") || suite.equals("TLS_EMPTY_RENEGOTIATION_INFO_SCSV")) {
          continue; // not for this certificate
        }
        try (SSLSocket socket =
            client.connect(
                server.port(),
                "localhost",
                parameters -> {
                  parameters.setProtocols(new String[] {thirteen ? "TLSv1.3" : "TLSv1.2"});
                  parameters.setCipherSuites(new String[] {suite});
                })) {
          accepted++;
          assertThat(suite).matches("TLS_(ECDHE_ECDSA_WITH_)?(AES_.*_GCM|CHACHA20_POLY1305)_.*");
          assertThat(socket.getSession().getCipherSuite()).isEqualTo(suite);
        } catch (SSLException | IllegalArgumentException refused) {
          assertThat(suite).doesNotMatch("TLS_(ECDHE_ECDSA_WITH_)?(AES_.*_GCM|CHACHA20).*");
        }
      }
      assertThat(accepted).isEqualTo(6);
    }
  }

  @Test
  void showsTheCertificateOfTheNameThatIsAskedFor() throws Exception {
    TlsOptions tls = localhost.with(further("a")).with(further("stars"));
    try (Running server = new Running(tls, new Answers())) {
      assertThat(shown(server, "localhost")).isEqualTo("CN=localhost");
      assertThat(shown(server, "A.Example")).isEqualTo("CN=a");
      assertThat(shown(server, "x.b.example")).isEqualTo("CN=stars");
      assertThat(shown(server, "y.x.b.example")).isEqualTo("CN=localhost");
      assertThat(shown(server, "b.example")).isEqualTo("CN=localhost");
      assertThat(shown(server, "")).isEqualTo("CN=localhost");
    }
  }

  /** By a client without a session to resume. */
  private static String shown(Running server, String name) throws Exception {
    return new TlsClient().shown(server.port(), name);
  }

  @Test
  void refusesAHostThatTheConnectionsCertificateDoesNotHold() throws Exception {
    TlsOptions tls = localhost.with(further("a")).with(further("stars"));
    try (Running server = new Running(tls, new Answers())) {
      assertThat(status(server, "localhost", "LocalHost:8443")).isEqualTo(200);
      assertThat(status(server, "a.example", "a.example")).isEqualTo(200);
      assertThat(status(server, "x.b.example", "z.b.example")).isEqualTo(200);
      assertThat(status(server, "a.example", "localhost")).isEqualTo(421);
      assertThat(status(server, "localhost", "a.example")).isEqualTo(421);
      assertThat(status(server, "localhost", "192.0.2.1")).isEqualTo(421);
      assertThat(status(server, "localhost", "127.0.0.1")).isEqualTo(200);
      assertThat(status(server, "x.b.example", "x.y.b.example")).isEqualTo(421);
      // As probes of load balancers do.
      assertThat(status(server, "", "192.0.2.1:443")).isEqualTo(200);
      assertThat(status(server, "", "[2001:db8::1]:443")).isEqualTo(200);
      assertThat(status(server, "", "other.example")).isEqualTo(421);
    }
    try (Running server = new Running(tls.checkHost(false), new Answers())) {
      assertThat(status(server, "localhost", "a.example")).isEqualTo(200);
    }
  }

  private static int status(Running server, String name, String host) throws Exception {
    try (Wire wire = new TlsClient().wire(server.port(), name)) {
      return wire.send("GET / HTTP/1.1\r\nhost: " + host + "\r\n\r\n").answer().status();
    }
  }

  @Test
  void asksClientsForACertificateAndTellsTheCall() throws Exception {
    Answers answers =
        new Answers()
            .describing(
                "/who",
                exchange ->
                    exchange.clientCertificates().stream()
                        .map(X509Certificate::getSubjectX500Principal)
                        .toList()
                        .toString());
    TlsClient nobody = new TlsClient();
    TlsClient known = new TlsClient(certificates.only("client"), TestCertificates.PASSWORD);
    TlsClient unknown = new TlsClient(certificates.only("unknown"), TestCertificates.PASSWORD);
    Path authorities = certificates.certificatePem("authority");
    try (Running server =
        new Running(localhost.clients(ClientCertificates.REQUIRED, authorities), answers)) {
      assertThat(who(known, server)).startsWith("[CN=client, CN=authority");
      assertThatThrownBy(() -> who(nobody, server)).isInstanceOf(IOException.class);
      assertThatThrownBy(() -> who(unknown, server)).isInstanceOf(IOException.class);
    }
    try (Running server =
        new Running(localhost.clients(ClientCertificates.OPTIONAL, authorities), answers)) {
      assertThat(who(known, server)).startsWith("[CN=client");
      assertThat(who(nobody, server)).isEqualTo("[]");
      // A client keeps back what no authority of the server's signed.
      assertThat(who(unknown, server)).isEqualTo("[]");
    }
    try (Running server = new Running(localhost, answers)) {
      assertThat(who(known, server)).isEqualTo("[]");
    }
  }

  @Test
  void resumesNoSessionOfAClientWhoseCertificateHasExpiredSince() throws Exception {
    Answers answers =
        new Answers()
            .describing("/who", exchange -> exchange.clientCertificates().size() + " shown");
    Path authorities = certificates.certificatePem("authority");
    for (int seconds : new int[] {6, 20, 60}) {
      String name = "brief" + seconds;
      certificates.brief(name, "authority", seconds);
      TlsClient client = new TlsClient(certificates.only(name), TestCertificates.PASSWORD);
      try (Running server =
          new Running(localhost.clients(ClientCertificates.REQUIRED, authorities), answers)) {
        Instant end = ((X509Certificate) certificates.chain(name)[0]).getNotAfter().toInstant();
        try {
          assertThat(who(client, server)).endsWith("shown");
        } catch (IOException expiredBeforeItWasUsed) {
          assertThat(Instant.now()).isAfter(end);
          continue;
        }
        while (!Instant.now().isAfter(end)) {
          Thread.sleep(100);
        }
        assertThatThrownBy(() -> who(client, server)).isInstanceOf(IOException.class);
        return;
      }
    }
    throw new AssertionError("no certificate lasted until it was used");
  }

  private static String who(TlsClient client, Running server) throws IOException {
    try (Wire wire = client.wire(server.port(), "localhost")) {
      return wire.send("GET /who HTTP/1.1\r\nhost: localhost\r\n\r\n").answer().body();
    }
  }

  @Test
  void takesNewFilesWhenTheyChangeAndKeepsTheOldWhenTheyAreBad() throws Exception {
    Path live = Files.createDirectory(folder.resolve("live"));
    Path certificate = live.resolve("cert.pem");
    Path key = live.resolve("key.pem");
    Files.copy(certificates.certificatePem("localhost"), certificate);
    Files.copy(certificates.keyPem("localhost"), key);
    TlsOptions tls = TlsOptions.pem(certificate, key).reloadInterval(Duration.ofMillis(20));
    try (LogOf log = new LogOf("io.lokstra.netty.tls.ServerTls");
        Running server = new Running(tls, new Answers())) {
      TlsClient client = new TlsClient();
      try (Wire before = client.wire(server.port(), "localhost")) {
        assertThat(client.shown(server.port(), "")).isEqualTo("CN=localhost");

        replace(certificate, certificates.certificatePem("a"));
        assertThat(log.await("the old ones stay"))
            .startsWith("ERROR ")
            .contains("cert.pem: the first certificate (CN=a) is not that of the private key");
        assertThat(new TlsClient().shown(server.port(), "")).isEqualTo("CN=localhost");

        replace(key, certificates.keyPem("a"));
        log.await("certificates were read anew");
        assertThat(new TlsClient().shown(server.port(), "")).isEqualTo("CN=a");

        Files.delete(key);
        log.await("there is no such file");
        assertThat(new TlsClient().shown(server.port(), "")).isEqualTo("CN=a");
        assertThat(before.send("GET / HTTP/1.1\r\nhost: localhost\r\n\r\n").answer().status())
            .isEqualTo(200);
      }
      Thread.sleep(100);
      assertThat(log.lines().stream().filter(line -> line.contains("no such file"))).hasSize(1);
    }
  }

  /** In one step, as those who renew certificates do: a copy would first delete what is there. */
  private static void replace(Path file, Path by) throws IOException {
    Path whole = file.resolveSibling("new");
    Files.copy(by, whole);
    Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
  }

  @Test
  void closesAConnectionWhoseHandshakeTakesTooLong() throws Exception {
    try (Running server =
            new Running(localhost.handshakeTimeout(Duration.ofMillis(200)), new Answers());
        Wire silent = server.connect()) {
      assertThat(silent.isClosed()).isTrue();
    }
  }

  @Test
  void closesAConnectionThatDoesNotSpeakTls() throws Exception {
    try (LogOf log = new LogOf("io.lokstra.netty");
        Running server = new Running(localhost, new Answers());
        Wire plain = server.connect()) {
      plain.get("/");
      assertThat(plain.isReset() || plain.isClosed()).isTrue();
      try (SSLSocket garbled = new TlsClient().connect(server.port(), "localhost")) {
        garbled
            .getOutputStream()
            .write("GET / HTTP/1.1\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
      }
      assertThat(status(server, "localhost", "localhost")).isEqualTo(200);
      assertThat(log.lines()).isEmpty();
    }
  }

  @Test
  void refusesASecondHandshake() throws Exception {
    try (Running server = new Running(localhost, new Answers());
        SSLSocket socket =
            new TlsClient()
                .connect(
                    server.port(),
                    "localhost",
                    parameters -> parameters.setProtocols(new String[] {"TLSv1.2"}))) {
      Wire wire = new Wire(socket);
      assertThat(wire.send("GET / HTTP/1.1\r\nhost: localhost\r\n\r\n").answer().status())
          .isEqualTo(200);
      assertThatThrownBy(
              () -> {
                socket.startHandshake();
                wire.send("GET / HTTP/1.1\r\nhost: localhost\r\n\r\n").answer();
              })
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void movesLargeBodiesBothWays() throws Exception {
    byte[] large = new byte[3_000_000];
    Arrays.fill(large, (byte) 'x');
    Answers answers =
        new Answers()
            .on(
                "/stream",
                exchange ->
                    Response.of(
                        200,
                        ResponseHeaders.empty(),
                        new ResponseBody.Stream(
                            -1,
                            out -> {
                              try (InputStream in = exchange.body().stream()) {
                                in.transferTo(out);
                              }
                            })));
    answers.maxBodySize = 10_000_000;
    try (Running server = new Running(localhost, answers)) {
      for (String target : List.of("/echo", "/stream")) {
        try (Wire wire = new TlsClient().wire(server.port(), "localhost")) {
          Thread sender =
              Thread.startVirtualThread(() -> {
                try {
                  wire.send(
                      "POST "
                          + target
                          + " HTTP/1.1\r\nhost: localhost\r\ncontent-length: 3000000\r\n"
                          + "\r\n");
                  wire.send(large);
                } catch (IOException e) {
                  throw new java.io.UncheckedIOException(e);
                }
              });
          assertThat(wire.answer().body()).hasSize(3_000_000);
          sender.join();
        }
      }
    }
  }

  @Test
  void saysGoodbyeWhenItRefusesABodyThatIsStillComing() throws Exception {
    Answers answers = new Answers();
    answers.maxBodySize = 10;
    try (Running server = new Running(localhost, answers);
        Wire wire = new TlsClient().wire(server.port(), "localhost")) {
      wire.send("POST /echo HTTP/1.1\r\nhost: localhost\r\ncontent-length: 100000\r\n\r\n");
      wire.send(new byte[1_000]);
      assertThat(wire.answer().status()).isEqualTo(413);
      assertThat(wire.isClosed()).isTrue();
    }
  }

  @Test
  void answersAClientThatHasSaidItsGoodbye() throws Exception {
    try (Running server = new Running(localhost, new Answers());
        SSLSocket socket = new TlsClient().connect(server.port(), "localhost")) {
      Wire wire = new Wire(socket);
      wire.send("GET / HTTP/1.1\r\nhost: localhost\r\n\r\n");
      socket.shutdownOutput();
      assertThat(wire.answer().body()).isEqualTo("hello");
      assertThat(wire.isClosed()).isTrue();
    }
  }

  @Test
  void doesNotWaitLongForAHandshakeWhenItStops() throws Exception {
    try (Running server = new Running(localhost, new Answers());
        Wire silent = server.connect();
        Wire other = new TlsClient().wire(server.port(), "localhost")) {
      other.send("GET / HTTP/1.1\r\nhost: localhost\r\n\r\n").answer();
      long begun = System.nanoTime();
      assertThat(server.listener.drain(Duration.ofSeconds(9))).isEmpty();
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(6));
      assertThat(silent.isClosed()).isTrue();
    }
  }

  @Test
  void warnsOfAKeyThatEveryoneMayRead() throws Exception {
    Path key = certificates.secret("open.key", Files.readString(certificates.keyPem("localhost")));
    Files.setPosixFilePermissions(
        key, java.nio.file.attribute.PosixFilePermissions.fromString("rw-r--r--"));
    try (LogOf log = new LogOf("io.lokstra.netty.tls.ServerTls");
        Running server =
            new Running(
                TlsOptions.pem(certificates.certificatePem("localhost"), key), new Answers())) {
      assertThat(server.port()).isPositive();
      assertThat(log.lines()).singleElement().asString().contains("open.key", "chmod o-rwx");
    }
  }

  @Test
  void doesNotListenWithAFileThatIsNotThere() {
    assertThatThrownBy(() ->
            new Running(
                TlsOptions.pem(Path.of("no/cert.pem"), Path.of("no/key.pem")), new Answers()))
        .isInstanceOf(io.lokstra.engine.TlsException.class)
        .hasMessageStartingWith("no/cert.pem: there is no such file (looked for /");
    assertThat(Set.of(folder.toFile().list())).doesNotContain("no");
  }
}
