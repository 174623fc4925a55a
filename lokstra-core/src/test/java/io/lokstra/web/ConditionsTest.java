package io.lokstra.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lokstra.http.EntityTag;
import io.lokstra.http.Router;
import io.lokstra.internal.memory.MemoryRequest;
import io.lokstra.web.InMemory.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConditionsTest {
  private static final EntityTag STRONG = EntityTag.of(5);
  private static final EntityTag WEAK = new EntityTag("5", true);

  private static Router router() {
    return Router.named("r")
        .get("/strong", ctx -> ctx.unlessMatch(STRONG, () -> ctx.text("body")))
        .get("/weak", ctx -> ctx.unlessMatch(WEAK, () -> ctx.text("body")))
        .put("/create", ctx -> ctx.unlessMatch(STRONG, () -> ctx.text("body")))
        .put(
            "/strong",
            ctx -> {
              ctx.requireMatch(STRONG);
              return ctx.text("changed");
            })
        .put(
            "/weak",
            ctx -> {
              ctx.requireMatch(WEAK);
              return ctx.text("changed");
            })
        .put(
            "/demand",
            ctx -> {
              ctx.demandMatch(STRONG);
              return ctx.text("changed");
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "GET  | /strong | if-none-match | \"5\"            | 304",
        "HEAD | /strong | if-none-match | \"5\"            | 304",
        "GET  | /strong | if-none-match | W/\"5\"          | 304",
        "GET  | /weak   | if-none-match | \"5\"            | 304",
        "GET  | /strong | if-none-match | *                | 304",
        "GET  | /strong | if-none-match | \"4\", \"5\"     | 304",
        "GET  | /strong | if-none-match | \"4\" ,,W/\"5\", | 304",
        "GET  | /strong | if-none-match | \"4\"            | 200",
        "GET  | /strong | if-none-match | \"a,\", \"b\"    | 200",
        "GET  | /strong | if-none-match | ``               | 200",
        "GET  | /strong | if-none-match | 5                | 400",
        "GET  | /strong | if-none-match | \"5              | 400",
        "GET  | /strong | if-none-match | \"4\" \"5\"      | 400",
        "GET  | /strong | if-none-match | \"a b\"          | 400",
        "GET  | /strong | if-none-match | W/5              | 400",
        "GET  | /strong | if-none-match | W/               | 400",
        "GET  | /strong | if-none-match | \"4\", *         | 400",
        "PUT  | /create | if-none-match | *                | 412",
        "PUT  | /create | if-none-match | \"5\"            | 412",
        "PUT  | /create | if-none-match | \"4\"            | 200",
        "PUT  | /strong | if-match      | \"5\"            | 200",
        "PUT  | /strong | if-match      | \"4\", \"5\"     | 200",
        "PUT  | /strong | if-match      | *                | 200",
        "PUT  | /strong | if-match      | W/\"5\"          | 412",
        "PUT  | /weak   | if-match      | \"5\"            | 412",
        "PUT  | /strong | if-match      | \"4\"            | 412",
        "PUT  | /strong | if-match      | ``               | 412",
        "PUT  | /strong | if-match      | nonsense         | 400",
        "PUT  | /strong | x-none        | x                | 200",
        "PUT  | /demand | x-none        | x                | 428",
        "PUT  | /demand | if-match      | \"5\"            | 200",
        "PUT  | /demand | if-match      | \"4\"            | 412",
      })
  void answersByTheCondition(String method, String path, String field, String value, int status)
      throws Exception {
    try (InMemory server = InMemory.of(router())) {
      Answer answer = server.send(MemoryRequest.of(method, path).header(field, value));
      assertThat(answer.status()).isEqualTo(status);
      if (status == 304 || status == 412) {
        assertThat(answer.header("etag")).contains(path.equals("/weak") ? "W/\"5\"" : "\"5\"");
      }
      if (status == 304) {
        assertThat(answer.body()).isEmpty();
      }
      if (status == 400) {
        assertThat(answer.body())
            .contains("\"field\":\"" + field + "\",\"code\":\"entity_tag\"")
            .contains("must be a list of entity tags in quotes, or *");
      }
    }
  }

  @Test
  void readsConditionsOfSeveralFields() throws Exception {
    try (InMemory server = InMemory.of(router())) {
      MemoryRequest request =
          MemoryRequest.of("GET", "/strong")
              .header("if-none-match", "\"3\"")
              .header("if-none-match", "\"5\"");
      assertThat(server.send(request).status()).isEqualTo(304);
      assertThat(server.get("/strong").header("etag")).contains("\"5\"");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\"b", "a b", "a\r\nb", "é"})
  void refusesTagsThatAreNone(String text) {
    assertThatThrownBy(() -> EntityTag.of(text))
        .hasMessageStartingWith("not an entity tag: '")
        .hasMessageEndingWith("expected visible ASCII without quotes or spaces");
  }
}
