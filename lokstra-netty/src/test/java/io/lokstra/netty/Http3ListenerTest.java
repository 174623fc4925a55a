package io.lokstra.netty;

import static io.lokstra.netty.QuicWire.data;
import static io.lokstra.netty.QuicWire.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lokstra.engine.ClientCertificates;
import io.lokstra.engine.EngineOptions;
import io.lokstra.engine.Http3Options;
import io.lokstra.engine.HttpOptions;
import io.lokstra.engine.ListenAddress;
import io.lokstra.engine.Listener;
import io.lokstra.engine.TlsCertificate;
import io.lokstra.engine.TlsException;
import io.lokstra.engine.TlsOptions;
import io.lokstra.http.Response;
import io.lokstra.netty.http3.ErrorCode;
import io.lokstra.netty.tls.TestCertificates;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A listener that speaks HTTP/3: how it starts, tells of itself, renews itself and ends. */
class Http3ListenerTest {
  @TempDir static Path folder;

  private static TestCertificates made;
  private static TlsOptions tls;

  private final Answers answers = new Answers();

  @BeforeAll
  static void makeCertificates() throws Exception {
    made =
        new TestCertificates(folder)
            .pair("one", "EC", "dns:one.example,dns:localhost")
            .pair("two", "RSA", "dns:two.example")
            .pair("new", "EC", "dns:one.example,dns:localhost")
            .pair("ed", "Ed25519", "dns:localhost")
            .authority("authority")
            .signed("client", "authority", "");
    tls = pem("one").http3(Http3Options.on());
  }

  private static TlsOptions pem(String name) throws Exception {
    return TlsOptions.pem(made.certificatePem(name), made.keyPem(name));
  }

  private static String shown(QuicWire wire) throws Exception {
    X509Certificate first =
        (X509Certificate)
            Objects.requireNonNull(Objects.requireNonNull(wire.channel).sslEngine())
                .getSession()
                .getPeerCertificates()[0];
    return first.getSubjectX500Principal().getName();
  }

  private static QuicWire asking(Running server, String name) throws Exception {
    QuicWire wire = new QuicWire(server.port(), name, 1 << 20, builder -> builder);
    wire.settings();
    return wire;
  }

  @Test
  void tellsClientsOfHttp1AndHttp2() throws Exception {
    try (Running server = new Running(tls, answers)) {
      String told = "h3=\":" + server.port() + "\"; ma=86400";
      try (Wire wire = new TlsClient().wire(server.port(), "localhost")) {
        assertThat(wire.send("GET / HTTP/1.1\r\nhost: localhost\r\n\r\n").answer().headers())
            .containsEntry("alt-svc", told);
      }
      try (SSLSocket socket =
              new TlsClient()
                  .connect(
                      server.port(),
                      "localhost",
                      parameters -> parameters.setApplicationProtocols(new String[] {"h2"}));
          Http2Wire wire = new Http2Wire(socket).preface().frame(Http2Wire.SETTINGS, 0, 0)) {
        wire.frame(
            1,
            5,
            1,
            Http2Wire.block(
                ":method", "GET", ":scheme", "https", ":path", "/", ":authority", "localhost"));
        assertThat(wire.answer(1).headers()).containsEntry("alt-svc", told);
      }
      try (QuicWire wire = QuicWire.http3(server.port())) {
        assertThat(wire.get("/").fields()).doesNotContainKey("alt-svc");
      }
    }
  }

  @Test
  void tellsNobodyWhereThatIsNotWanted() throws Exception {
    Http3Options silent =
        new Http3Options(true, Duration.ZERO, 100, 200, Duration.ofSeconds(30), 1_000, 64);
    answers.on("/own", exchange -> Response.text("").withHeader("alt-svc", "clear"));
    try (Running server = new Running(tls.http3(silent), answers);
        Wire wire = new TlsClient().wire(server.port(), "localhost")) {
      assertThat(wire.send("GET / HTTP/1.1\r\nhost: localhost\r\n\r\n").answer().headers())
          .doesNotContainKey("alt-svc");
    }
    try (Running server = new Running(tls, answers);
        Wire wire = new TlsClient().wire(server.port(), "localhost")) {
      assertThat(wire.send("GET /own HTTP/1.1\r\nhost: localhost\r\n\r\n").answer().headers())
          .containsEntry("alt-svc", "clear");
    }
  }

  @Test
  void showsTheCertificateOfTheNameAndRefusesOtherHosts() throws Exception {
    TlsOptions both =
        tls.with(TlsCertificate.pem("two", made.certificatePem("two"), made.keyPem("two")));
    try (Running server = new Running(both, answers)) {
      try (QuicWire wire = asking(server, "two.example")) {
        assertThat(shown(wire)).isEqualTo("CN=two");
        assertThat(status(wire, "two.example")).isEqualTo(200);
        assertThat(status(wire, "one.example")).isEqualTo(421);
      }
      for (String name : List.of("one.example", "other.example", "")) {
        try (QuicWire wire = asking(server, name)) {
          assertThat(shown(wire)).isEqualTo("CN=one");
          assertThat(status(wire, "one.example")).isEqualTo(200);
          assertThat(status(wire, "two.example")).isEqualTo(421);
          assertThat(status(wire, "127.0.0.1")).isEqualTo(name.isEmpty() ? 200 : 421);
        }
      }
    }
  }

  private static int status(QuicWire wire, String host) throws Exception {
    return wire.request()
        .sendLast(
            QuicWire.headers(
                ":method", "GET", ":scheme", "https", ":path", "/", ":authority", host))
        .answer()
        .status();
  }

  @Test
  void takesCertificatesThatAreReplaced() throws Exception {
    Path certificate = folder.resolve("renewed.pem");
    Path key = folder.resolve("renewed.key");
    Files.copy(made.certificatePem("one"), certificate);
    Files.copy(made.keyPem("one"), key);
    TlsOptions renewed =
        TlsOptions.pem(certificate, key)
            .reloadInterval(Duration.ofMillis(50))
            .http3(Http3Options.on());
    try (Running server = new Running(renewed, answers);
        QuicWire old = asking(server, "one.example")) {
      assertThat(shown(old)).isEqualTo("CN=one");
      Files.copy(made.keyPem("new"), key, StandardCopyOption.REPLACE_EXISTING);
      Files.copy(made.certificatePem("new"), certificate, StandardCopyOption.REPLACE_EXISTING);
      Running.await(() -> {
        try (QuicWire wire = asking(server, "one.example")) {
          return shown(wire).equals("CN=new");
        } catch (Exception e) {
          throw new IllegalStateException(e);
        }
      });
      assertThat(old.isAlive()).isTrue();
    }
  }

  @Test
  void asksClientsForCertificates() throws Exception {
    TlsOptions asking = tls.clients(ClientCertificates.REQUIRED, made.certificatePem("authority"));
    answers.describing(
        "/who",
        exchange -> exchange.clientCertificates().getFirst().getSubjectX500Principal().getName());
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(made.only("client"), TestCertificates.PASSWORD);
    try (Running server = new Running(asking, answers)) {
      try (QuicWire wire =
          new QuicWire(
              server.port(),
              "",
              1 << 20,
              builder -> builder.keyManager(keys, new String(TestCertificates.PASSWORD)))) {
        wire.settings();
        assertThat(wire.get("/who").text()).isEqualTo("CN=client");
      }
      assertThat(server.connects()).isFalse();
    }
  }

  @Test
  void finishesWhatIsUnderWayAndTakesLeave() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    answers.on(
        "/wait",
        true,
        exchange -> {
          begun.countDown();
          end.await(90, TimeUnit.SECONDS);
          return Response.text("done");
        });
    try (Running server = new Running(tls, answers);
        QuicWire idle = QuicWire.http3(server.port());
        QuicWire wire = QuicWire.http3(server.port())) {
      assertThat(idle.isAlive()).isTrue();
      QuicWire.Stream stream = wire.request().sendLast(get("GET", "/wait"));
      assertThat(begun.await(90, TimeUnit.SECONDS)).isTrue();
      AtomicReference<List<Listener.Stuck>> stuck = new AtomicReference<>();
      CompletableFuture<Void> drained =
          CompletableFuture.runAsync(() -> {
            try {
              stuck.set(server.listener.drain(Duration.ofSeconds(90)));
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
          });
      assertThat(idle.closeCode()).isEqualTo(ErrorCode.NO_ERROR.number());
      assertThat(server.connects()).isFalse();
      // GOAWAY: first of any stream, then of those after the one request.
      QuicWire.Incoming control = wire.fromServer().getFirst();
      Running.await(() -> control.received().length >= 19);
      assertThat(control.received()).containsSubsequence(7, 8, 0xff, 7, 1, 4);
      QuicWire.Stream late = wire.request().sendLast(get("POST", "/echo"), data("a"));
      assertThat(late.resetCode()).isEqualTo(ErrorCode.REQUEST_REJECTED.number());
      end.countDown();
      assertThat(stream.answer().text()).isEqualTo("done");
      assertThat(wire.closeCode()).isEqualTo(ErrorCode.NO_ERROR.number());
      drained.get(90, TimeUnit.SECONDS);
      assertThat(stuck.get()).isEmpty();
    }
  }

  @Test
  void saysWhyItCannotStart() throws Exception {
    assertThatThrownBy(() -> new Running(pem("ed").http3(Http3Options.on()), answers))
        .isInstanceOf(TlsException.class)
        .hasMessageContaining("EdDSA")
        .hasMessageContaining("tls.http3.enabled");
    HttpOptions options = new Running.Limits().options();
    NettyEngine engine = new NettyEngine(Running.engine(EngineOptions.CarriedThreads.REQUIRED));
    try {
      Path socket = folder.resolve("socket");
      assertThatThrownBy(() -> engine.listen(new ListenAddress.Unix(socket), options, tls, answers))
          .isInstanceOf(TlsException.class)
          .hasMessageContaining("needs a UDP port");
      try (DatagramSocket taken =
          new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
        ListenAddress address = new ListenAddress.Tcp("127.0.0.1", taken.getLocalPort());
        assertThatThrownBy(() -> engine.listen(address, options, tls, answers))
            .isInstanceOf(IOException.class)
            .isNotInstanceOf(TlsException.class)
            .hasMessageContaining("the address is in use")
            .hasMessageContaining("UDP port");
        // And TCP's was given back.
        new ServerSocket(taken.getLocalPort(), 1, InetAddress.getLoopbackAddress()).close();
      }
    } finally {
      engine.close();
    }
  }

  @Test
  void speaksItWithTheJdksSocketsToo() throws Exception {
    NettyEngine engine =
        new NettyEngine(
            new EngineOptions(
                "auto", EngineOptions.Transport.NIO, 2, EngineOptions.CarriedThreads.REQUIRED));
    try {
      Listener listener =
          engine.listen(
              new ListenAddress.Tcp("127.0.0.1", 0), new Running.Limits().options(), tls, answers);
      try (QuicWire wire = QuicWire.http3(((ListenAddress.Tcp) listener.address()).port())) {
        assertThat(wire.isAlive()).isTrue();
      }
    } finally {
      engine.close();
    }
  }
}
