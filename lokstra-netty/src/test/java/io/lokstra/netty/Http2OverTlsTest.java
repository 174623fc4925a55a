package io.lokstra.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.lokstra.engine.TlsOptions;
import io.lokstra.http.Response;
import io.lokstra.http.ResponseBody;
import io.lokstra.http.ResponseHeaders;
import io.lokstra.netty.tls.TestCertificates;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** HTTP/2 as it is agreed on by ALPN, with the JDK's client. */
class Http2OverTlsTest {
  @TempDir static Path folder;

  private static TlsOptions tls;

  private final Answers answers = new Answers();

  @BeforeAll
  static void makeCertificate() throws Exception {
    TestCertificates made = new TestCertificates(folder).pair("h2", "EC", "dns:localhost");
    tls = TlsOptions.pem(made.certificatePem("h2"), made.keyPem("h2"));
  }

  private static HttpClient client() throws Exception {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_2)
        .sslContext(new TlsClient().context())
        .build();
  }

  private static HttpRequest.Builder request(Running server, String path) {
    return HttpRequest.newBuilder(URI.create("https://localhost:" + server.port() + path));
  }

  @Test
  void servesTheJdksClient() throws Exception {
    answers.maxBodySize = 10_000_000;
    answers.describing("/version", exchange -> exchange.version() + " " + exchange.secure());
    answers.on(
        "/stream",
        exchange ->
            Response.of(
                200,
                ResponseHeaders.empty(),
                new ResponseBody.Stream(-1, out -> exchange.body().stream().transferTo(out))));
    try (Running server = new Running(tls, answers);
        HttpClient client = client()) {
      HttpResponse<String> first =
          client.send(request(server, "/version").build(), HttpResponse.BodyHandlers.ofString());
      assertThat(first.version()).isEqualTo(HttpClient.Version.HTTP_2);
      assertThat(first.body()).isEqualTo("2 true");

      List<CompletableFuture<HttpResponse<String>>> all = new ArrayList<>();
      for (int i = 0; i < 90; i++) {
        all.add(
            client.sendAsync(request(server, "/").build(), HttpResponse.BodyHandlers.ofString()));
      }
      for (CompletableFuture<HttpResponse<String>> each : all) {
        assertThat(each.get().body()).isEqualTo("hello");
      }
      byte[] large = new byte[3_000_000];
      for (String path : List.of("/echo", "/stream")) {
        HttpResponse<byte[]> echoed =
            client.send(
                request(server, path).POST(HttpRequest.BodyPublishers.ofByteArray(large)).build(),
                HttpResponse.BodyHandlers.ofByteArray());
        assertThat(echoed.body()).hasSize(3_000_000);
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
