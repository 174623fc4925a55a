package io.lokstra.netty;

import static io.lokstra.netty.proxyprotocol.Headers.binary;
import static io.lokstra.netty.proxyprotocol.Headers.field;
import static io.lokstra.netty.proxyprotocol.Headers.line;
import static io.lokstra.netty.proxyprotocol.Headers.octets;
import static io.lokstra.netty.proxyprotocol.Headers.ofClient;
import static org.assertj.core.api.Assertions.assertThat;

import io.lokstra.config.Secret;
import io.lokstra.engine.EngineOptions;
import io.lokstra.engine.ListenAddress;
import io.lokstra.engine.Listener;
import io.lokstra.engine.ListenerOptions;
import io.lokstra.engine.ProxyProtocolOptions;
import io.lokstra.engine.TlsOptions;
import io.lokstra.netty.tls.TestCertificates;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A listener behind a load balancer that says who its clients are, and behind those who lie. */
class ProxyProtocolTest {
  private static final ProxyProtocolOptions LOCAL = ProxyProtocolOptions.trusting("127.0.0.1");
  private static final byte[] GET = octets("GET /who HTTP/1.1\r\nHost: a\r\n\r\n");
  private static final byte[] CLIENT = line("PROXY TCP4 192.0.2.1 198.51.100.7 56324 443");

  private final Answers answers =
      new Answers()
          .describing(
              "/who",
              exchange ->
                  exchange.remoteAddress()
                      + " "
                      + exchange.localAddress()
                      + " "
                      + exchange.secure());
  private final NettyEngine engine =
      new NettyEngine(Running.engine(EngineOptions.CarriedThreads.REQUIRED));

  @AfterEach
  void close() {
    engine.close();
  }

  private int listen(ProxyProtocolOptions options) throws IOException {
    return listen(options, Optional.empty());
  }

  private int listen(ProxyProtocolOptions options, Optional<TlsOptions> tls) throws IOException {
    Listener listener =
        engine.listen(
            new ListenAddress.Tcp("127.0.0.1", 0),
            new ListenerOptions(new Running.Limits().options(), tls, Optional.of(options)),
            answers);
    return ((ListenAddress.Tcp) listener.address()).port();
  }

  private static TlsOptions certificate(Path folder) throws IOException {
    return TlsOptions.pkcs12(
        new TestCertificates(folder).pair("localhost", "EC", "dns:localhost").p12("localhost"),
        Secret.of(new String(TestCertificates.PASSWORD)));
  }

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  @Test
  void takesClientAndServerFromTheHeader() throws Exception {
    int port = listen(LOCAL);
    try (Wire wire = new Wire(port)) {
      wire.send(joined(CLIENT, GET));
      assertThat(wire.answer().body()).isEqualTo("/192.0.2.1:56324 /198.51.100.7:443 false");
      assertThat(wire.send(GET).answer().body()).startsWith("/192.0.2.1:56324 ");
    }
    try (Wire wire = new Wire(port)) {
      wire.send(ofClient(192, 0, 2, 2, 1, field(0xee, new byte[4_000]))).send(GET);
      assertThat(wire.answer().body()).isEqualTo("/192.0.2.2:1 /198.51.100.7:443 false");
    }
  }

  @Test
  void readsHeadersThatComeOctetByOctet() throws Exception {
    int port = listen(LOCAL);
    for (byte[] header :
        new byte[][] {CLIENT, ofClient(192, 0, 2, 1, 56324, field(1, octets("http/1.1")))}) {
      byte[] all = joined(header, GET);
      for (int cut = 1; cut < all.length; cut++) {
        try (Wire wire = new Wire(port)) {
          wire.send(Arrays.copyOf(all, cut));
          wire.send(Arrays.copyOfRange(all, cut, all.length));
          assertThat(wire.answer().body()).as("cut at %d", cut).startsWith("/192.0.2.1:56324 ");
        }
      }
      try (Wire wire = new Wire(port)) {
        for (byte octet : all) {
          wire.send(new byte[] {octet});
        }
        assertThat(wire.answer().body()).startsWith("/192.0.2.1:56324 ");
      }
    }
  }

  @Test
  void keepsTheAddressesOfTheConnectionWhereNobodyIsNamed() throws Exception {
    int port = listen(LOCAL);
    for (byte[] header :
        new byte[][] {
          line("PROXY UNKNOWN"), binary(0, 0), binary(1, 0), binary(0, 0x11, new byte[12])
        }) {
      try (Wire wire = new Wire(port)) {
        assertThat(wire.send(joined(header, GET)).answer().body())
            .isEqualTo(
                "/127.0.0.1:" + wire.socket().getLocalPort() + " /127.0.0.1:" + port + " false");
      }
    }
  }

  @Test
  void closesConnectionsWithoutAHeader() throws Exception {
    int port = listen(LOCAL);
    for (byte[] other :
        new byte[][] {
          GET,
          joined(octets("X"), CLIENT, GET),
          joined(octets("\r\n"), CLIENT, GET),
          joined(octets("proxy tcp4 192.0.2.1 192.0.2.2 1 2\r\n"), GET),
          octets("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
          joined(line("PROXY TCP4 192.0.2.1 192.0.2.2 1"), GET),
          joined(octets("PROXY UNKNOWN" + "x".repeat(200))),
          joined(binary(1, 0x12, new byte[12]), GET),
          Arrays.copyOf(ofClient(1, 2, 3, 4, 5, field(1, new byte[60_000])), 16)
        }) {
      try (Wire wire = new Wire(port)) {
        assertThat(wire.send(other).isClosed()).isTrue();
      }
    }
    assertThat(answers.outcomes).isEmpty();
    assertThat(answers.refusals).isEmpty();
  }

  /** A second header is what the client itself may have sent: it is no request. */
  @Test
  void believesOneHeaderOnly() throws Exception {
    int port = listen(LOCAL);
    try (Wire wire = new Wire(port)) {
      wire.send(joined(CLIENT, line("PROXY TCP4 10.0.0.1 10.0.0.2 1 2"), GET));
      assertThat(wire.answer().status()).isEqualTo(400);
      assertThat(wire.isClosed()).isTrue();
    }
    assertThat(answers.outcomes).isEmpty();
  }

  @Test
  void closesConnectionsFromElsewhereWithoutReadingThem() throws Exception {
    for (ProxyProtocolOptions options :
        new ProxyProtocolOptions[] {
          ProxyProtocolOptions.trusting("192.0.2.0/24", "unix", "::/128"),
          ProxyProtocolOptions.trusting("192.0.2.0/24").withOptionalHeader()
        }) {
      int port = listen(options);
      for (byte[] sent : new byte[][] {joined(CLIENT, GET), GET}) {
        try (Wire wire = new Wire(port)) {
          try {
            wire.send(sent);
          } catch (IOException reset) {
            continue;
          }
          assertThat(wire.isClosed()).isTrue();
        }
      }
    }
    assertThat(answers.outcomes).isEmpty();
  }

  @Test
  void takesConnectionsWithoutAHeaderWhereThatIsSaid() throws Exception {
    int port;
    try (LogOf log = new LogOf("io.lokstra.netty.ProxyTrust")) {
      port = listen(LOCAL.withOptionalHeader());
      assertThat(log.await("the PROXY protocol is optional"))
          .startsWith("WARN ")
          .contains("any client can name its own address. Remedy: ");
    }
    try (Wire wire = new Wire(port)) {
      assertThat(wire.send(GET).answer().body())
          .startsWith("/127.0.0.1:" + wire.socket().getLocalPort());
    }
    try (Wire wire = new Wire(port)) {
      for (byte octet : GET) {
        wire.send(new byte[] {octet});
      }
      assertThat(wire.answer().status()).isEqualTo(200);
    }
    try (Wire wire = new Wire(port)) {
      assertThat(wire.send(joined(CLIENT, GET)).answer().body()).startsWith("/192.0.2.1:56324 ");
    }
    try (Wire wire = new Wire(port)) {
      assertThat(wire.send("PROXY / HTTP/1.1\r\nHost: a\r\n\r\n").isClosed()).isTrue();
    }
  }

  @Test
  void closesConnectionsWhoseHeaderDoesNotCome() throws Exception {
    ProxyProtocolOptions brief = LOCAL.timeout(Duration.ofMillis(300));
    int port = listen(brief);
    int optional = listen(brief.withOptionalHeader());
    try (Wire silent = new Wire(port);
        Wire silentToo = new Wire(optional);
        Wire half = new Wire(port)) {
      half.send("PROXY TCP4 192.0.2.1");
      assertThat(silent.isClosed()).isTrue();
      assertThat(silentToo.isClosed()).isTrue();
      assertThat(half.isClosed()).isTrue();
    }
  }

  @Test
  void closesProbesThatOnlyConnect() throws Exception {
    int port = listen(LOCAL);
    try (Wire probe = new Wire(port)) {
      assertThat(probe.endOutput().isClosed()).isTrue();
    }
    try (Wire wire = new Wire(port)) {
      assertThat(wire.send(joined(CLIENT, GET)).answer().status()).isEqualTo(200);
    }
  }

  @Test
  void comesBeforeTls(@TempDir Path folder) throws Exception {
    int port = listen(LOCAL, Optional.of(certificate(folder)));
    TlsClient client = new TlsClient();
    try (Socket plain = new Socket(InetAddress.getLoopbackAddress(), port)) {
      plain.getOutputStream().write(CLIENT);
      try (SSLSocket socket =
          (SSLSocket)
              client.context().getSocketFactory().createSocket(plain, "localhost", port, true)) {
        socket.startHandshake();
        Wire wire = new Wire(socket);
        wire.send("GET /who HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assertThat(wire.answer().body()).isEqualTo("/192.0.2.1:56324 /198.51.100.7:443 true");
      }
    }
    try (Wire wire = new Wire(port)) {
      wire.send(joined(octets("\u0016\u0003\u0001"), CLIENT));
      assertThat(wire.isClosed()).isTrue();
    }
  }

  @Test
  void comesBeforeHttp2() throws Exception {
    int port = listen(LOCAL);
    try (Wire wire = new Wire(port)) {
      wire.send(
          joined(
              CLIENT,
              octets("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
              new byte[] {0, 0, 0, 4, 0, 0, 0, 0, 0}));
      byte[] settings = wire.socket().getInputStream().readNBytes(9);
      assertThat(settings[3]).as("SETTINGS").isEqualTo((byte) 4);
    }
  }

  @Test
  void believesWhoConnectsOverAUnixSocketWhereThatIsSaid(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("proxied.sock");
    engine.listen(
        new ListenAddress.Unix(file),
        new ListenerOptions(
            new Running.Limits().options(),
            Optional.empty(),
            Optional.of(ProxyProtocolOptions.trusting("unix"))),
        answers);
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(file));
      channel.write(ByteBuffer.wrap(joined(CLIENT, GET)));
      ByteBuffer answer = ByteBuffer.allocate(1_024);
      String text = "";
      while (!text.endsWith("false")) {
        assertThat(channel.read(answer)).isPositive();
        text = new String(answer.array(), 0, answer.position(), StandardCharsets.US_ASCII);
      }
      assertThat(text).endsWith("/192.0.2.1:56324 /198.51.100.7:443 false");
    }
  }

  @Test
  void endsWithItsListenerWhileAHeaderIsAwaited() throws Exception {
    Listener listener =
        engine.listen(
            new ListenAddress.Tcp("127.0.0.1", 0),
            new ListenerOptions(
                new Running.Limits().options(), Optional.empty(), Optional.of(LOCAL)),
            answers);
    try (Wire wire = new Wire(((ListenAddress.Tcp) listener.address()).port())) {
      wire.send("PROXY ");
      Running.await(() -> !engine.connectionsOf((NettyListener) listener).isEmpty());
      assertThat(listener.drain(Duration.ofSeconds(20))).isEmpty();
      assertThat(wire.isClosed()).isTrue();
    }
  }
}
