package io.lokstra.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lokstra.http.App;
import io.lokstra.http.Proxy;
import io.lokstra.http.ProxyTls;
import io.lokstra.http.RunningServer;
import io.lokstra.netty.tls.TestCertificates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers behind a proxy that are asked over TLS, by the JDK's own TLS on their side. */
class ProxyTlsTest {
  private static final String HELLO = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir static Path folder;

  private static TestCertificates certificates;
  private static Path authority;
  private static Path stranger;

  @BeforeAll
  static void makeCertificates() throws Exception {
    certificates =
        new TestCertificates(folder)
            .authority("authority")
            .authority("stranger")
            .signed("localhost", "authority", "dns:localhost")
            .signed("address", "authority", "ip:127.0.0.1")
            .signed("other", "authority", "dns:other.example");
    authority = certificates.certificatePem("authority");
    stranger = certificates.certificatePem("stranger");
  }

  /** Encrypts what a server accepts. */
  private record Encrypting(SSLContext context, String version, List<String> askedFor)
      implements FakeServer.Around {

    static Encrypting as(String name) throws GeneralSecurityException, IOException {
      return as(name, "TLSv1.3");
    }

    static Encrypting as(String name, String version) throws GeneralSecurityException, IOException {
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      java.security.KeyStore one = java.security.KeyStore.getInstance("PKCS12");
      one.load(null, null);
      one.setKeyEntry(
          name, certificates.key(name), TestCertificates.PASSWORD, certificates.chain(name));
      keys.init(one, TestCertificates.PASSWORD);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), null, null);
      return new Encrypting(context, version, new CopyOnWriteArrayList<>());
    }

    @Override
    public java.net.Socket put(java.net.Socket accepted) throws IOException {
      SSLSocket socket =
          (SSLSocket)
              context.getSocketFactory().createSocket(accepted, "", accepted.getPort(), true);
      socket.setUseClientMode(false);
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setProtocols(new String[] {version});
      socket.setSSLParameters(parameters);
      socket.startHandshake();
      ((ExtendedSSLSession) socket.getSession())
          .getRequestedServerNames()
          .forEach(name -> askedFor.add(((SNIHostName) name).getAsciiName()));
      return socket;
    }
  }

  private static RunningServer proxy(FakeServer upstream, String host, ProxyTls tls) {
    return App.named("front", "127.0.0.1:0")
        .proxy(
            "/p/{path...}",
            Proxy.of(
                Proxy.Options.to("https://" + host + ":" + upstream.port())
                    .timeouts(LONG, LONG, LONG)
                    .tls(tls)))
        .start();
  }

  private static Wire connect(RunningServer server) throws Exception {
    return new Wire(server.port("front"));
  }

  private static FakeServer hello(Encrypting around) throws IOException {
    return new FakeServer(
        around,
        client -> {
          while (true) {
            client.head();
            client.send(HELLO);
          }
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void passesContentBothWaysOnOneConnection(String version) throws Exception {
    String body = "0123456789".repeat(50_000);
    Encrypting around = Encrypting.as("localhost", version);
    try (FakeServer upstream =
            new FakeServer(
                around,
                client -> {
                  while (true) {
                    client.head();
                    String received = client.octets(body.length());
                    client.send(
                        "HTTP/1.1 200 OK\r\nContent-Length: "
                            + body.length()
                            + "\r\n\r\n"
                            + received);
                  }
                });
        RunningServer server = proxy(upstream, "localhost", ProxyTls.trusting(authority));
        Wire wire = connect(server)) {
      for (int i = 0; i < 3; i++) {
        wire.send("PUT /p/a HTTP/1.1\r\nHost: a\r\nContent-Length: " + body.length() + "\r\n\r\n");
        wire.send(body);
        assertThat(wire.answer().body()).isEqualTo(body);
      }
      assertThat(upstream.accepted).hasValue(1);
      assertThat(around.askedFor()).containsExactly("localhost");
      assertThat(upstream.heads.getFirst()).contains("\nhost: localhost:" + upstream.port() + "\n");
    }
  }

  @Test
  void trustsWhatTheJdkTrustsAndNothingElseUnlessToldOtherwise() throws Exception {
    try (FakeServer upstream = hello(Encrypting.as("localhost"))) {
      for (ProxyTls tls : List.of(ProxyTls.defaults(), ProxyTls.trusting(stranger))) {
        try (RunningServer server = proxy(upstream, "localhost", tls);
            Wire wire = connect(server)) {
          Wire.Answer answer = wire.get("/p/").answer();
          assertThat(answer.status()).isEqualTo(502);
          assertThat(answer.body()).doesNotContain("certif").doesNotContain("localhost");
        }
      }
      try (RunningServer server = proxy(upstream, "localhost", ProxyTls.unverified());
          Wire wire = connect(server)) {
        assertThat(wire.get("/p/").answer().body()).isEqualTo("hello");
      }
      assertThat(upstream.heads).hasSize(1);
    }
  }

  @Test
  void asksOnlyAServerWhoseCertificateIsForTheHost() throws Exception {
    Encrypting other = Encrypting.as("other");
    try (FakeServer upstream = hello(other)) {
      try (RunningServer server = proxy(upstream, "localhost", ProxyTls.trusting(authority));
          Wire wire = connect(server)) {
        assertThat(wire.get("/p/").answer().status()).isEqualTo(502);
      }
      assertThat(upstream.heads).isEmpty();
      other.askedFor().clear();
      try (RunningServer server =
              proxy(upstream, "localhost", ProxyTls.trusting(authority).named("other.example"));
          Wire wire = connect(server)) {
        assertThat(wire.get("/p/").answer().body()).isEqualTo("hello");
        assertThat(other.askedFor()).contains("other.example").doesNotContain("localhost");
      }
    }
    try (FakeServer upstream = hello(Encrypting.as("address"));
        RunningServer server = proxy(upstream, "127.0.0.1", ProxyTls.trusting(authority));
        Wire wire = connect(server)) {
      assertThat(wire.get("/p/").answer().body()).isEqualTo("hello");
    }
  }

  /** What ends with its connection is whole only if the server said so: a cut shows no end. */
  @Test
  void takesNoCutForTheEndOfContent() throws Exception {
    String response = "HTTP/1.1 200 OK\r\n\r\nall of it";
    try (FakeServer upstream =
            new FakeServer(
                Encrypting.as("localhost"),
                client -> {
                  client.head();
                  client.send(response);
                  ((SSLSocket) client.socket()).shutdownOutput();
                  client.drain();
                });
        RunningServer server = proxy(upstream, "localhost", ProxyTls.trusting(authority));
        Wire wire = connect(server)) {
      assertThat(wire.get("/p/").answer().body()).isEqualTo("all of it");
    }
    java.util.concurrent.atomic.AtomicReference<java.net.Socket> raw =
        new java.util.concurrent.atomic.AtomicReference<>();
    Encrypting around = Encrypting.as("localhost");
    try (FakeServer upstream =
            new FakeServer(
                accepted -> {
                  raw.set(accepted);
                  return around.put(accepted);
                },
                client -> {
                  client.head();
                  client.send(response);
                  raw.get().shutdownOutput();
                  client.drain();
                });
        RunningServer server = proxy(upstream, "localhost", ProxyTls.trusting(authority));
        Wire wire = connect(server)) {
      wire.get("/p/");
      assertThat(wire.isReset()).isTrue();
    }
  }

  @Test
  void givesAHandshakeNoMoreTimeThanAConnection() throws Exception {
    try (FakeServer upstream = new FakeServer(Wire::drain);
        RunningServer server =
            App.named("front", "127.0.0.1:0")
                .proxy(
                    "/p/{path...}",
                    Proxy.of(
                        Proxy.Options.to("https://localhost:" + upstream.port())
                            .retries(0, Duration.ZERO)
                            .timeouts(Duration.ofMillis(300), LONG, LONG)))
                .start();
        Wire wire = connect(server)) {
      assertThat(wire.get("/p/").answer().status()).isEqualTo(504);
    }
  }

  @Test
  void tunnelsAnotherProtocolThroughTls() throws Exception {
    try (FakeServer upstream =
            new FakeServer(
                Encrypting.as("localhost"),
                client -> {
                  client.head();
                  client.send(
                      "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\n"
                          + "Upgrade: websocket\r\n\r\n");
                  client.send("got " + client.drain());
                });
        RunningServer server = proxy(upstream, "localhost", ProxyTls.trusting(authority));
        Wire wire = connect(server)) {
      wire.send(
          "GET /p/ws HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
      wire.head();
      wire.send(new byte[300_000]).endOutput();
      assertThat(wire.octets("got 300000".length())).isEqualTo("got 300000");
    }
  }

  @Test
  void saysWhichFileOfAuthoritiesIsNone() throws Exception {
    Path empty = Files.writeString(folder.resolve("empty.pem"), "");
    Path damaged =
        Files.writeString(
            folder.resolve("damaged.pem"),
            "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    for (Path file : List.of(empty, damaged, folder.resolve("missing.pem"))) {
      assertThatThrownBy(
              () -> Proxy.of(Proxy.Options.to("https://localhost").tls(ProxyTls.trusting(file))))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("'tls.authorities'")
          .hasMessageContaining(file.toString());
    }
    assertThatThrownBy(
            () -> new ProxyTls(java.util.Optional.of(authority), false, java.util.Optional.empty()))
        .hasMessageContaining("of no use");
  }
}
