package features;

import static org.assertj.core.api.Assertions.assertThat;

import io.lokstra.http.RunningServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

/** {@code /proxy/**}, by HTTP/1.1 and, over TLS, by HTTP/2. */
class ForwardedTest {

  @Test
  void forwardsToTheAppBehind() throws Exception {
    try (RunningServer server =
            Features.server().start("--features.tls-port=0", "--apps.features.listen=:0");
        HttpClient client = HttpClient.newBuilder().sslContext(TrustAll.context()).build()) {
      check(client, URI.create("http://localhost:" + server.port("features") + "/proxy/"), "http");
      check(
          client, URI.create("https://localhost:" + server.port("encrypted") + "/proxy/"), "https");
    }
  }

  private static void check(HttpClient client, URI proxy, String scheme) throws Exception {
    HttpResponse<String> hello = get(client, proxy.resolve("hello"));
    assertThat(hello.body()).isEqualTo("Hello from behind!");
    assertThat(hello.headers().firstValue("x-content-type-options")).isPresent();

    HttpResponse<String> seen = get(client, proxy.resolve("seen/a%20b?c=d"));
    assertThat(seen.body())
        .contains("\"request\":\"GET /seen/a%20b?c=d\"")
        .contains("\"x-forwarded-proto\":\"" + scheme + "\"")
        .contains("\"via\":\"" + (scheme.equals("http") ? "1.1" : "2") + " lokstra\"");

    HttpResponse<String> lines = get(client, proxy.resolve("lines/100000"));
    assertThat(lines.body()).hasSize(100_000 * "a line of text that came from behind\n".length());

    byte[] upload = new byte[900_000];
    HttpResponse<String> counted =
        client.send(
            HttpRequest.newBuilder(proxy.resolve("count"))
                .POST(HttpRequest.BodyPublishers.ofByteArray(upload))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(counted.body()).isEqualTo("900000");
    assertThat(get(client, proxy.resolve("nothing")).statusCode()).isEqualTo(404);
  }

  private static HttpResponse<String> get(HttpClient client, URI uri) throws Exception {
    return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }
}
