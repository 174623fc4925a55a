package io.lokstra.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.lokstra.http.Router;
import io.lokstra.internal.memory.MemoryRequest;
import io.lokstra.web.InMemory.Answer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NegotiationTest {
  private static Router router() {
    return Router.named("r")
        .get("/", ctx -> ctx.text(ctx.accepts("application/json", "text/html; charset=utf-8")))
        .get("/nothing", ctx -> ctx.accepts())
        .get("/locale", ctx -> ctx.text(ctx.locale().toLanguageTag()))
        .get("/data", ctx -> List.of(1))
        .get("/vendor", ctx -> ctx.ok(1).withHeader("content-type", "application/vnd.a+json"))
        .post("/data", ctx -> List.of(1))
        .get("/text", ctx -> ctx.text("x"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                                        | application/json",
        "*/*                                       | application/json",
        "text/html                                 | text/html; charset=utf-8",
        "TEXT/*                                    | text/html; charset=utf-8",
        "application/json;q=0.5, text/html         | text/html; charset=utf-8",
        "application/json;q=0.5, text/html;q=0.500 | application/json",
        "application/json; q=0.1, */*;q=0.2        | text/html; charset=utf-8",
        "text/html;q=0, */*                        | application/json",
        "application/json;q=1.000, text/html;q=0.9 | application/json",
        "application/json;q=nonsense, text/html    | application/json",
        "application/json;q=0.0001, text/html;q=0.9| application/json",
        "application/json;q=1.5,text/html;q=0.9    | application/json",
        "application/json;q=0x5,text/html;q=0.9    | application/json",
        "application/json;q=0,text/html;q=0.        | 406",
        "image/png                                 | 406",
        "*/*;q=0                                   | 406",
        "application/json;q=0, text/html;q=0.0     | 406",
        ",,                                        | 406",
      })
  void servesWhatTheClientLikesBest(String accept, String expected) throws Exception {
    try (InMemory server = InMemory.of(router())) {
      Answer answer = server.send(MemoryRequest.of("GET", "/").header("accept", accept));
      if (expected.equals("406")) {
        assertThat(answer.status()).isEqualTo(406);
        assertThat(answer.body())
            .contains("This can be had as application/json, text/html; charset=utf-8.");
      } else {
        assertThat(answer.body()).isEqualTo(expected);
      }
    }
  }

  @Test
  void joinsSeveralAcceptFields() throws Exception {
    try (InMemory server = InMemory.of(router())) {
      MemoryRequest request =
          MemoryRequest.of("GET", "/").header("accept", "image/png").header("accept", "text/html");
      assertThat(server.send(request).body()).startsWith("text/html");
      assertThat(server.get("/").body()).isEqualTo("application/json");
      assertThat(server.get("/nothing").status()).isEqualTo(500);
    }
  }

  @Test
  void refusesToReadDataInNoShapeThatIsAcceptableButNeverToHaveChangedIt() throws Exception {
    try (InMemory server = InMemory.of(router())) {
      assertThat(accepting(server, "GET", "/data", "text/html").status()).isEqualTo(406);
      assertThat(accepting(server, "HEAD", "/data", "text/html").status()).isEqualTo(406);
      assertThat(accepting(server, "POST", "/data", "text/html").status()).isEqualTo(200);
      assertThat(accepting(server, "GET", "/data", "application/*").status()).isEqualTo(200);
      assertThat(accepting(server, "GET", "/vendor", "application/vnd.a+json").status())
          .isEqualTo(200);
      assertThat(accepting(server, "GET", "/vendor", "application/json").status()).isEqualTo(406);
      assertThat(accepting(server, "GET", "/none", "text/html").status()).isEqualTo(404);
      assertThat(accepting(server, "GET", "/text", "image/png").status()).isEqualTo(200);
    }
  }

  private static Answer accepting(InMemory server, String method, String path, String accept)
      throws Exception {
    return server.send(MemoryRequest.of(method, path).header("accept", accept));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "de                       | de",
        "de-AT, en;q=0.5          | de-AT",
        "en;q=0.5, fr;q=0.9       | fr",
        "*                        | und",
        "*, de;q=0.5              | de",
        "de;q=0                   | und",
        "de;q=2                   | und",
        "!!                       | und",
        "''                       | und",
      })
  void knowsTheLanguageTheClientLikesBest(String field, String expected) throws Exception {
    try (InMemory server = InMemory.of(router())) {
      assertThat(
              server
                  .send(MemoryRequest.of("GET", "/locale").header("accept-language", field))
                  .body())
          .isEqualTo(expected);
    }
  }

  @Test
  void readsOnlyTheBeginningOfAnEndlessListOfLanguages() throws Exception {
    try (InMemory server = InMemory.of(router())) {
      MemoryRequest request = MemoryRequest.of("GET", "/locale");
      assertThat(server.send(request.header("accept-language", "de" + ", en".repeat(1_000))).body())
          .isEqualTo("de");
      assertThat(server.send(request.header("accept-language", "a".repeat(2_000))).body())
          .isEqualTo("und");
      assertThat(server.send(request).body()).isEqualTo("und");
    }
  }
}
