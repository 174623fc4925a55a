package features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lokstra.http.RunningServer;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;

/** The same routes over TLS and HTTP/2. */
class EncryptedTest {

  @Test
  void servesTheJdksClientByHttp2() throws Exception {
    SSLContext trusting = TrustAll.context();
    try (RunningServer server =
            Features.server().start("--features.tls-port=0", "--apps.features.listen=:0");
        HttpClient client = HttpClient.newBuilder().sslContext(trusting).build()) {
      URI uri = URI.create("https://localhost:" + server.port("encrypted") + "/plaintext");
      HttpResponse<String> answer =
          client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
      assertThat(answer.headers().firstValue("strict-transport-security")).isPresent();

      List<CompletableFuture<HttpResponse<String>>> all = new ArrayList<>();
      for (int i = 0; i < 90; i++) {
        all.add(
            client.sendAsync(
                HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString()));
      }
      for (CompletableFuture<HttpResponse<String>> each : all) {
        assertThat(each.get().body()).isEqualTo("Hello, World!");
      }
      String json = "[\"" + "x".repeat(500_000) + "\"]";
      HttpResponse<String> echoed =
          client.send(
              HttpRequest.newBuilder(uri.resolve("/json"))
                  .header("content-type", "application/json")
                  .POST(HttpRequest.BodyPublishers.ofString(json))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(echoed.statusCode()).isEqualTo(200);
      assertThat(echoed.body()).isEqualTo(json);
    }
  }

  @Test
  void tellsOfHttp3WhereItIsAskedFor() throws Exception {
    SSLContext trusting = TrustAll.context();
    try (RunningServer server =
            Features.server()
                .start(
                    "--features.tls-port=0", "--features.http3=true", "--apps.features.listen=:0");
        HttpClient client = HttpClient.newBuilder().sslContext(trusting).build()) {
      int port = server.port("encrypted");
      URI uri = URI.create("https://localhost:" + port + "/plaintext");
      HttpResponse<String> answer =
          client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
      assertThat(answer.headers().firstValue("alt-svc").orElse(""))
          .startsWith("h3=\":" + port + "\"");
      assertThatThrownBy(() -> new DatagramSocket(port).close()).isInstanceOf(BindException.class);
    }
  }

  @Test
  void saysThatHttp3NeedsTls() {
    assertThatThrownBy(() ->
            Features.server().start("--features.http3=true", "--apps.features.listen=:0").close())
        .hasMessageContaining("http3 needs TLS")
        .hasMessageContaining("--features.tls-port");
  }
}
