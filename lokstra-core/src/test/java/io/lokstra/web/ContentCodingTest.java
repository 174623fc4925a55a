package io.lokstra.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lokstra.http.Router;
import io.lokstra.internal.memory.MemoryRequest;
import io.lokstra.web.InMemory.Answer;
import org.junit.jupiter.api.Test;

class ContentCodingTest {
  private static final Router ROUTER =
      Router.named("r")
          .post("/json", ctx -> ctx.json(ctx.body(Object.class)))
          .post("/form", ctx -> ctx.text(ctx.form("a").orElse("")))
          .post("/text", ctx -> ctx.text(ctx.text()))
          .post("/bytes", ctx -> ctx.bytes(ctx.bytes(), "application/octet-stream"));

  @Test
  void refusesWhatWouldHaveToBeDecodedToBeUnderstood() throws Exception {
    try (InMemory server = InMemory.of(ROUTER)) {
      for (String coding : new String[] {"gzip", "br", "gzip, gzip", "identity, gzip", "x"}) {
        for (String path : new String[] {"/json", "/form", "/text"}) {
          Answer answer = server.send(request(path).header("content-encoding", coding));
          assertThat(answer.status()).as(path + " " + coding).isEqualTo(415);
          assertThat(answer.header("accept-encoding")).contains("identity");
        }
      }
    }
  }

  @Test
  void takesPlainBodiesAndGivesBytesAsTheyCame() throws Exception {
    try (InMemory server = InMemory.of(ROUTER)) {
      assertThat(server.send(request("/json")).status()).isEqualTo(200);
      assertThat(server.send(request("/form").header("content-encoding", "identity")).status())
          .isEqualTo(200);
      assertThat(server.send(request("/bytes").header("content-encoding", "gzip")).body())
          .isEqualTo("{}");
    }
  }

  private static MemoryRequest request(String path) {
    return MemoryRequest.of("POST", path)
        .header(
            "content-type",
            path.equals("/form") ? "application/x-www-form-urlencoded" : "application/json")
        .body("{}".getBytes(UTF_8));
  }
}
