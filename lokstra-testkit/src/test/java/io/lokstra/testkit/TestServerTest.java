package io.lokstra.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lokstra.engine.EngineOptions;
import io.lokstra.engine.HttpEngine;
import io.lokstra.engine.HttpEngineProvider;
import io.lokstra.http.App;
import io.lokstra.http.Response;
import io.lokstra.http.ResponseBody;
import io.lokstra.http.ResponseHeaders;
import io.lokstra.http.Router;
import io.lokstra.http.Server;
import io.lokstra.json.JsonNull;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Via.class)
class TestServerTest {
  private final Via via;
  @AutoClose TestServer server = TestServer.of(Router.named("none"));

  TestServerTest(Via via) {
    this.via = via;
  }

  /**
   * A thing.
   *
   * @param title what it is called
   * @param count how many
   */
  record Thing(String title, int count) {}

  private TestServer start(Server described) {
    server =
        via == Via.IN_MEMORY
            ? TestServer.of(described)
            : TestServer.overTheWire(described, new SocketEngineProvider());
    return server;
  }

  private TestServer start(Router router) {
    return start(Server.named("test").app(App.named("test", ":8080").mount(router)));
  }

  @Test
  void readsPrimitivesAndTheirBoxes() {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("whole", 7);
    document.put("real", 1.5);
    document.put("yes", true);
    document.put("text", "x");
    document.put("nothing", null);
    start(Router.named("values").get("/", ctx -> Response.json(document)));
    TestResponse response = server.get("/").send();

    long asLong = response.json("whole", long.class);
    int asInt = response.json("whole", int.class);
    double asDouble = response.json("real", double.class);
    boolean asBoolean = response.json("yes", boolean.class);
    assertThat(asLong).isEqualTo(7);
    assertThat(asInt).isEqualTo(7);
    assertThat(asDouble).isEqualTo(1.5);
    assertThat(asBoolean).isTrue();
    assertThat(response.json("whole", Long.class)).isEqualTo(7L);
    assertThatThrownBy(() -> response.json("text", long.class))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("'text' is no long");
    for (Class<?> type : List.of(long.class, Long.class, String.class)) {
      assertThatThrownBy(() -> response.json("nothing", type))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("'nothing' is ")
          .hasMessageContaining(type.getTypeName());
    }
    assertThat(response.json("nothing", Object.class)).isEqualTo(JsonNull.NULL);
  }

  @Test
  void sendsWhatTheRequestSays() {
    start(
        Router.named("echo")
            .any(
                "/{path...}",
                ctx ->
                    ctx.text(
                        ctx.method()
                            + " "
                            + ctx.target().raw()
                            + " "
                            + String.join(",", ctx.headers().all("x-a"))
                            + " "
                            + ctx.header("content-type").orElse("-")
                            + " "
                            + ctx.header("host").orElse("-")
                            + " "
                            + ctx.text())));

    server.get("/a").send().expectText("GET /a  - localhost ");
    server
        .delete("/a?b=c")
        .query("d", "e f&")
        .send()
        .expectText("DELETE /a?b=c&d=e%20f%26  - localhost ");
    server.put("/a").query("n", 7).send().expectText("PUT /a?n=7  - localhost ");
    server
        .patch("/a")
        .header("x-a", "1")
        .header("X-A", "2")
        .body("caf\u00e9", "text/plain")
        .send()
        .expectText("PATCH /a 1,2 text/plain localhost caf\u00e9");
    server
        .post("/f")
        .form("a", "b c")
        .form("d&", 1)
        .send()
        .expectText("POST /f  application/x-www-form-urlencoded localhost a=b%20c&d%26=1");
    server
        .post("/j")
        .json(new Thing("x", 1))
        .header("host", "elsewhere")
        .send()
        .expectText("POST /j  application/json elsewhere {\"title\":\"x\",\"count\":1}");
    assertThat(server.head("/h").send().body()).isEmpty();
    assertThat(server.options("/o").send().status()).isEqualTo(200);
  }

  @Test
  void sendsCredentialsAndCookies() {
    start(
        Router.named("who")
            .get(
                "/",
                ctx ->
                    ctx.text(ctx.header("authorization").orElse("") + ctx.cookie("c").orElse(""))));

    server.get("/").basicAuth("me", "secret").send().expectText("Basic bWU6c2VjcmV0");
    server.get("/").bearer("token").cookie("c", "v").send().expectText("Bearer tokenv");
  }

  @Test
  void reachesEveryAppOfAServer() {
    start(
        Server.named("two")
            .app(App.named("public", ":8080").get("/", ctx -> ctx.text("public")))
            .app(App.named("admin", "127.0.0.1:9090").get("/", ctx -> ctx.text("admin"))));

    server.get("/").send().expectText("public");
    server.app("admin").get("/").send().expectText("admin");
    assertThat(server.running().apps()).containsExactly("public", "admin");
    assertThatThrownBy(() -> server.app("other")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void readsResponses() {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("things", List.of(new Thing("a", 1), new Thing("b", 2)));
    document.put("none", JsonNull.NULL);
    start(
        Router.named("r")
            .get("/", ctx -> Response.json(document).withHeader("x-a", "b"))
            .get("/text", ctx -> ctx.text("plain")));

    TestResponse response = server.get("/").send();
    response
        .expectStatus(200)
        .expectHeader("date")
        .expectHeader("x-a", "b")
        .expectNoHeader("x-b")
        .expectJson("things[1].title", "b")
        .expectJson("$.things[0]", new Thing("a", 1))
        .expectJson("things[0].count", 1L)
        .expectJson("things", List.of(new Thing("a", 1), new Thing("b", 2)))
        .expectNoJson("things[2]")
        .expectNoJson("other.thing")
        .expectNoJson("none.of.these");
    assertThat(response.json("none")).isEqualTo(JsonNull.NULL);
    assertThat(response.json("things[0]", Thing.class)).isEqualTo(new Thing("a", 1));
    assertThat(response.jsonList("things", Thing.class)).hasSize(2).contains(new Thing("b", 2));
    assertThat(response.json()).isInstanceOf(Map.class);
    assertThat(response.header("x-a")).contains("b");
    assertThat(response.headers().contains("x-b")).isFalse();
    assertThat(server.get("/text").send().body()).asString(UTF_8).isEqualTo("plain");
  }

  @Test
  void showsBothSidesWhenAnExpectationIsNotMet() {
    start(
        Router.named("r")
            .post("/things", ctx -> Response.json(Map.of("a", List.of(1, 2))))
            .get("/text", ctx -> ctx.text("x".repeat(5_000))));
    TestResponse response =
        server.post("/things").header("x-sent", "yes").body("sent", "text/plain").send();

    for (Runnable unmet :
        List.<Runnable>of(
            () -> response.expectStatus(201),
            () -> response.expectHeader("x-missing"),
            () -> response.expectHeader("content-type", "text/html"),
            () -> response.expectNoHeader("content-type"),
            () -> response.expectText("other"),
            () -> response.expectJson("a", List.of(1)),
            () -> response.expectJson("a", List.of(1, 3)),
            () -> response.expectJson("", Map.of("b", 1)),
            () -> response.expectJson("b", 1),
            () -> response.expectNoJson("a"),
            () -> response.json("a", Thing.class),
            () -> response.jsonList("", Thing.class))) {
      assertThatThrownBy(unmet::run)
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("POST /things")
          .hasMessageContaining("x-sent: yes")
          .hasMessageContaining("sent")
          .hasMessageContaining("200")
          .hasMessageContaining("{\"a\":[1,2]}");
    }
    assertThatThrownBy(() -> server.get("/text").send().json())
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("not JSON")
        .hasMessageContaining("(5000 bytes)");
  }

  @Test
  void failsWhenTheServerCutsItsAnswerOff() {
    start(
        Router.named("r")
            .get(
                "/",
                ctx ->
                    Response.of(
                        200,
                        ResponseHeaders.empty(),
                        new ResponseBody.Stream(
                            -1,
                            out -> {
                              throw new IOException("no more");
                            }))));

    if (via == Via.IN_MEMORY) { // the engine of these tests has no framing that could be cut
      assertThatThrownBy(() -> server.get("/").send())
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("GET /");
    }
    server.close();
    assertThatThrownBy(() -> server.get("/").send()).isInstanceOf(RuntimeException.class);
  }

  @Test
  void givesRawConnectionsWhereThereAreBytes() {
    start(Router.named("r").get("/", ctx -> ctx.text("raw")));

    if (via == Via.IN_MEMORY) {
      assertThatThrownBy(() -> server.raw())
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("OVER_THE_WIRE");
    } else {
      try (RawClient client = server.raw()) {
        client.send("GET / HTTP/1.1\r\nhost: localhost\r\n\r\n");
        assertThat(client.receive().text()).isEqualTo("raw");
      }
    }
  }

  @Test
  @ResourceLock(Resources.SYSTEM_PROPERTIES)
  void obeysTheSystemProperty() {
    try {
      System.setProperty(Via.PROPERTY, "wire");
      assertThatThrownBy(() -> TestServer.of(Router.named("r")))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("lokstra-netty");
      System.setProperty(Via.PROPERTY, "memory");
      try (TestServer inMemory = TestServer.of(Router.named("r"), Via.OVER_THE_WIRE)) {
        inMemory.get("/").send().expectStatus(404);
      }
      System.setProperty(Via.PROPERTY, "pigeon");
      assertThatThrownBy(() -> TestServer.of(App.named("a", ":0")))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("pigeon");
    } finally {
      System.clearProperty(Via.PROPERTY);
    }
    assertThat(Arrays.asList(Via.values())).contains(via);
  }

  private static final class SocketEngineProvider implements HttpEngineProvider {
    @Override
    public String name() {
      return "sockets";
    }

    @Override
    public HttpEngine create(EngineOptions options) {
      return new SocketEngine();
    }
  }

  @Test
  void sendsFormsWithFiles() {
    Router router =
        Router.named("r")
            .post(
                "/",
                ctx -> {
                  var file = ctx.upload("f%22").orElseThrow();
                  return Map.of(
                      "name", file.fileName().orElseThrow(),
                      "type", file.contentType().orElseThrow(),
                      "size", file.size(),
                      "title", ctx.form("title").orElseThrow(),
                      "files", ctx.uploads("g").size());
                });
    try (TestServer server = TestServer.of(router)) {
      server
          .post("/")
          .file("f\"", "ä.png", new byte[] {1, 2, 3}, "image/png")
          .form("title", "Größe")
          .file("g", "x", new byte[0], "text/plain")
          .send()
          .expectStatus(200)
          .expectJson("data.name", "ä.png")
          .expectJson("data.type", "image/png")
          .expectJson("data.size", 3)
          .expectJson("data.title", "Größe")
          .expectJson("data.files", 1);
      assertThatThrownBy(() -> server.post("/").form("a", 1).file("f", "x", new byte[0], "a/b"))
          .isInstanceOf(IllegalStateException.class);
    }
  }
}
