package io.lokstra.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.lokstra.engine.TlsOptions;
import io.lokstra.http.Response;
import io.lokstra.http.ResponseBody;
import io.lokstra.http.ResponseHeaders;
import io.lokstra.netty.tls.TestCertificates;
import java.nio.file.Path;
import java.util.List;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** HTTP/2 as it is agreed on by ALPN. */
class Http2OverTlsTest {
  @TempDir static Path folder;

  private static TlsOptions tls;

  private final Answers answers = new Answers();

  @BeforeAll
  static void makeCertificate() throws Exception {
    TestCertificates made = new TestCertificates(folder).pair("h2", "EC", "dns:localhost");
    tls = TlsOptions.pem(made.certificatePem("h2"), made.keyPem("h2"));
  }

  private static Http2Wire open(Running server) throws Exception {
    SSLSocket socket =
        new TlsClient()
            .connect(
                server.port(),
                "localhost",
                parameters -> parameters.setApplicationProtocols(new String[] {"h2"}));
    return new Http2Wire(socket).preface().frame(Http2Wire.SETTINGS, 0, 0);
  }

  private static byte[] request(String method, String path) {
    return Http2Wire.block(
        ":method", method, ":scheme", "https", ":path", path, ":authority", "localhost");
  }

  @Test
  void servesManyStreamsAndLargeBodies() throws Exception {
    answers.describing("/version", exchange -> exchange.version() + " " + exchange.secure());
    answers.on(
        "/stream",
        exchange ->
            Response.of(
                200,
                ResponseHeaders.empty(),
                new ResponseBody.Stream(-1, out -> exchange.body().stream().transferTo(out))));
    try (Running server = new Running(tls, answers);
        Http2Wire wire = open(server)) {
      wire.frame(1, 5, 1, request("GET", "/version"));
      assertThat(wire.answer(1).body()).isEqualTo("2 true");
      for (int stream = 3; stream < 190; stream += 2) {
        wire.frame(1, 5, stream, request("GET", "/"));
      }
      for (int ended = 0; ended < 94; ) {
        if (wire.await(frame -> frame.type() == Http2Wire.DATA).ends()) {
          ended++;
        }
      }
      int stream = 201;
      for (String path : List.of("/echo", "/stream")) {
        wire.frame(1, 4, stream, request("POST", path));
        for (int i = 0; i < 6; i++) {
          wire.data(stream, new byte[16_384], i == 5);
        }
        assertThat(wire.answer(stream).body()).hasSize(6 * 16_384);
        stream += 2;
      }
    }
  }

  @Test
  void tellsAConnectionThatAHostIsNotForIt() throws Exception {
    try (Running server = new Running(tls, answers);
        SSLSocket socket =
            new TlsClient()
                .connect(
                    server.port(),
                    "localhost",
                    parameters -> parameters.setApplicationProtocols(new String[] {"h2"}))) {
      assertThat(socket.getApplicationProtocol()).isEqualTo("h2");
      Http2Wire wire = new Http2Wire(socket).preface().frame(4, 0, 0);
      wire.frame(
          1,
          5,
          1,
          Http2Wire.block(
              ":method", "GET", ":scheme", "https", ":path", "/", ":authority", "other.example"));
      assertThat(wire.answer(1).status()).isEqualTo(421);
      wire.frame(
          1,
          5,
          3,
          Http2Wire.block(
              ":method", "GET", ":scheme", "https", ":path", "/", ":authority", "localhost"));
      assertThat(wire.answer(3).status()).isEqualTo(200);
      assertThat(wire.isAlive()).isTrue();
    }
  }

  @Test
  void speaksHttp1WithClientsThatAskForIt() throws Exception {
    try (Running server = new Running(tls, answers);
        SSLSocket socket =
            new TlsClient()
                .connect(
                    server.port(),
                    "localhost",
                    parameters -> parameters.setApplicationProtocols(new String[] {"http/1.1"}))) {
      assertThat(socket.getApplicationProtocol()).isEqualTo("http/1.1");
      assertThat(new Wire(socket).send("GET / HTTP/1.1\r\nhost: localhost\r\n\r\n").answer().body())
          .isEqualTo("hello");
    }
  }
}
