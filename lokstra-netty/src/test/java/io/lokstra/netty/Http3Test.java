package io.lokstra.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.lokstra.engine.Http3Options;
import io.lokstra.engine.TlsOptions;
import io.lokstra.http.Response;
import io.lokstra.http.ResponseBody;
import io.lokstra.http.ResponseHeaders;
import io.lokstra.netty.tls.TestCertificates;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests and responses by HTTP/3 (RFC 9114 §4), over real sockets. */
class Http3Test {
  @TempDir static Path folder;

  private static TlsOptions tls;

  private final Answers answers = new Answers();

  @BeforeAll
  static void makeCertificate() throws Exception {
    TestCertificates made = new TestCertificates(folder).pair("h3", "EC", "dns:localhost");
    tls = TlsOptions.pem(made.certificatePem("h3"), made.keyPem("h3")).http3(Http3Options.on());
  }

  private Running serve() throws Exception {
    return new Running(tls, answers);
  }

  @Test
  void answersRequests() throws Exception {
    answers.describing("/version", exchange -> exchange.version() + " " + exchange.secure());
    try (Running server = serve();
        QuicWire wire = QuicWire.http3(server.port())) {
      QuicWire.Answer answer = wire.get("/");
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.text()).isEqualTo("hello");
      assertThat(answer.fields()).containsEntry("content-length", "5").containsKey("date");
      assertThat(wire.get("/version").text()).isEqualTo("3 true");
      assertThat(wire.get("/thread").text()).contains("VirtualThread");
    }
  }

  @Test
  void takesContentAndGivesItBack() throws Exception {
    answers.on(
        "/stream",
        exchange ->
            Response.of(
                200,
                ResponseHeaders.empty(),
                new ResponseBody.Stream(-1, out -> exchange.body().stream().transferTo(out))));
    byte[] content = new byte[700_000];
    for (int i = 0; i < content.length; i++) {
      content[i] = (byte) (i * 31);
    }
    try (Running server = serve();
        QuicWire wire = QuicWire.http3(server.port())) {
      for (String path : new String[] {"/echo", "/stream"}) {
        QuicWire.Answer small =
            wire.request().sendLast(QuicWire.get("POST", path), QuicWire.data("abc")).answer();
        assertThat(small.text()).isEqualTo("abc");
        QuicWire.Stream large = wire.request().send(QuicWire.get("POST", path));
        for (int at = 0; at < content.length; at += 70_000) {
          large.send(QuicWire.frame(0, Arrays.copyOfRange(content, at, at + 70_000)));
        }
        large.sendLast();
        assertThat(large.answer().content()).isEqualTo(content);
      }
    }
  }
}
