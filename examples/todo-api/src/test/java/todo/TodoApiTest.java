package todo;

import static org.assertj.core.api.Assertions.assertThat;

import io.lokstra.testkit.TestResponse;
import io.lokstra.testkit.TestServer;
import io.lokstra.testkit.Via;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Everything the API promises, over the wire, on each database it runs on. */
@ParameterizedClass
@EnumSource(TestDatabase.class)
class TodoApiTest {
  @AutoClose private final TestServer server;

  TodoApiTest(TestDatabase database) {
    server = TestServer.of(TodoApp.server(database.url()), Via.OVER_THE_WIRE);
  }

  private TestResponse add(Object todo) {
    return server.post("/todos").json(todo).send();
  }

  private long added(String title) {
    return add(Map.of("title", title)).expectStatus(201).json("data.id", Long.class);
  }

  private List<String> titles(String query) {
    return server
        .get("/todos" + query)
        .send()
        .expectStatus(200)
        .jsonList("data", Todo.class)
        .stream()
        .map(Todo::title)
        .toList();
  }

  @Test
  void createsReadsChangesAndDeletes() {
    TestResponse created =
        add(Map.of("title", "  milk ", "due", "2026-12-24"))
            .expectStatus(201)
            .expectHeader("etag", "\"1\"")
            .expectJson("data.title", "milk")
            .expectJson("data.done", false)
            .expectJson("data.due", "2026-12-24");
    String location = created.header("location").orElseThrow();
    assertThat(location).isEqualTo("/todos/" + created.json("data.id", Long.class));

    server.get(location).send().expectStatus(200).expectJson("data", created.json("data"));
    server
        .put(location)
        .json(Map.of("title", "oat milk", "done", true))
        .send()
        .expectStatus(200)
        .expectHeader("etag", "\"2\"")
        .expectJson("data.title", "oat milk")
        .expectJson("data.done", true)
        .expectJson("data.due", Optional.empty());
    server.delete(location).send().expectStatus(204).expectText("");
    server.get(location).send().expectStatus(404).expectJson("error.code", "not_found");
    server.delete(location).send().expectStatus(404);
    server.put(location).json(Map.of("title", "x")).send().expectStatus(404);
  }

  @Test
  void namesEveryFieldThatIsNotValid() {
    add(Map.of("title", "")).expectStatus(422).expectJson("error.fields[0].field", "title");
    add(Map.of("title", " \t ")).expectStatus(422);
    add(Map.of()).expectStatus(422).expectJson("error.fields[0].field", "title");
    add(Map.of("title", "a".repeat(201))).expectStatus(422);
    add(Map.of("title", "a".repeat(200))).expectStatus(201);
    add(Map.of("title", "b", "due", "tomorrow"))
        .expectStatus(400)
        .expectJson("error.fields[0].field", "due");
    server.post("/todos").body("{", "application/json").send().expectStatus(400);
    server.post("/todos").body("title=x", "text/plain").send().expectStatus(415);
    server.get("/todos/seven").send().expectStatus(400);
  }

  @Test
  void refusesWhatIsNotTheClientsToSay() {
    String path = "/todos/" + added("milk");

    server
        .put(path)
        .json(Map.of("title", "milk", "id", 77))
        .send()
        .expectStatus(422)
        .expectJson("error.fields[0].field", "id");
    server.get(path).send().expectJson("data.version", 1);
  }

  @Test
  void refusesATitleThatIsTaken() {
    added("milk");
    long eggs = added("eggs");

    add(Map.of("title", "milk"))
        .expectStatus(409)
        .expectJson("error.code", "duplicate")
        .expectJson("error.fields[0].field", "title");
    server.put("/todos/" + eggs).json(Map.of("title", "milk")).send().expectStatus(409);
    server.get("/todos/" + eggs).send().expectJson("data.title", "eggs");
  }

  @Test
  void doesNotLoseWhatSomebodyElseChanged() {
    String path = "/todos/" + added("milk");
    server
        .put(path)
        .header("if-match", "\"1\"")
        .json(Map.of("title", "mine"))
        .send()
        .expectStatus(200);

    server
        .put(path)
        .header("if-match", "\"1\"")
        .json(Map.of("title", "theirs"))
        .send()
        .expectStatus(412)
        .expectHeader("etag", "\"2\"");
    server.delete(path).header("if-match", "\"1\"").send().expectStatus(412);
    server.get(path).send().expectJson("data.title", "mine");
    server.delete(path).header("if-match", "\"2\"").send().expectStatus(204);
  }

  @Test
  void saysWhenNothingHasChanged() {
    String path = "/todos/" + added("milk");

    server.get(path).header("if-none-match", "\"1\"").send().expectStatus(304).expectText("");
    server.get(path).header("if-none-match", "\"2\"").send().expectStatus(200);
  }

  @Test
  void listsPagesSortsAndSearches() {
    for (String title : List.of("Banana", "apple", "100% juice", "100 x juice", "cherry")) {
      added(title);
    }
    server.put("/todos/" + added("done")).json(Map.of("title", "done", "done", true)).send();
    add(Map.of("title", "late", "due", "2026-01-01"));
    add(Map.of("title", "later", "due", "2026-02-01"));

    server
        .get("/todos?page=2&page_size=3")
        .send()
        .expectStatus(200)
        .expectJson("data[0].title", "100 x juice")
        .expectJson(
            "meta",
            Map.of(
                "page",
                2,
                "page_size",
                3,
                "total",
                8,
                "total_pages",
                3,
                "has_next",
                true,
                "has_prev",
                true));
    assertThat(titles("?q=AN")).containsExactly("Banana");
    assertThat(titles("?q=100%25")).containsExactly("100% juice");
    assertThat(titles("?done=true")).containsExactly("done");
    assertThat(titles("?sort=-due")).startsWith("later", "late", "Banana");
    assertThat(titles("?sort=-id&page_size=1")).containsExactly("later");
    assertThat(titles("?q=nothing")).isEmpty();
  }

  @Test
  void refusesQueriesItDoesNotUnderstand() {
    server
        .get("/todos?sort=version")
        .send()
        .expectStatus(422)
        .expectJson("error.fields[0].field", "sort");
    server
        .get("/todos?page=0")
        .send()
        .expectStatus(422)
        .expectJson("error.fields[0].field", "page");
    server.get("/todos?page=x").send().expectStatus(400);
    server.get("/todos?done=perhaps").send().expectStatus(400);
    server.get("/todos?sort=id;drop table todo").send();
    assertThat(titles("")).isEmpty();
  }

  @Test
  void servesThePageSafely() {
    TestResponse page =
        server
            .get("/")
            .send()
            .expectStatus(200)
            .expectHeader("content-type", "text/html; charset=utf-8")
            .expectHeader("cache-control", "no-cache")
            .expectHeader("x-content-type-options", "nosniff");
    assertThat(page.header("content-security-policy").orElseThrow()).contains("default-src 'self'");
    assertThat(page.text()).doesNotContain("<script>", "style=", "onclick=");
    for (String file : List.of("/app.js", "/style.css", "/icon.svg")) {
      assertThat(page.text()).contains('"' + file + '"');
      TestResponse answer = server.get(file).send().expectStatus(200);
      String tag = answer.header("etag").orElseThrow();
      server.get(file).header("if-none-match", tag).send().expectStatus(304);
    }
    server.get("/../logback.xml").send().expectStatus(400);
    server.get("/page/index.html").send().expectStatus(404);
  }
}
