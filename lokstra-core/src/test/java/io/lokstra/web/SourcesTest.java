package io.lokstra.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lokstra.bind.CookieParam;
import io.lokstra.bind.FormParam;
import io.lokstra.bind.HeaderParam;
import io.lokstra.bind.PathParam;
import io.lokstra.bind.QueryParam;
import io.lokstra.config.Default;
import io.lokstra.http.App;
import io.lokstra.http.Router;
import io.lokstra.http.Server;
import io.lokstra.http.StartupException;
import io.lokstra.internal.memory.MemoryRequest;
import io.lokstra.web.InMemory.Answer;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SourcesTest {
  record Line(String article, @Min(1) int count) {}

  record Order(
      @PathParam long shop,
      @QueryParam @Default("1") int page,
      @HeaderParam("X-Tenant") Optional<String> tenant,
      @CookieParam Optional<String> session,
      @NotBlank @Size(max = 10) String title,
      @Default("") List<Line> lines) {}

  record Login(@FormParam @NotBlank String user, @FormParam @Size(min = 3) String password) {}

  record Search(@QueryParam @NotBlank String q, @QueryParam @Default("") List<String> tag) {}

  record Article(String code) {
    Article {
      if (!code.startsWith("A-")) {
        throw new IllegalArgumentException("no article");
      }
    }
  }

  private static MemoryRequest post(String target, String type, String body) {
    return MemoryRequest.of("POST", target).header("content-type", type).body(body.getBytes(UTF_8));
  }

  private static MemoryRequest json(String target, String body) {
    return post(target, "application/json", body);
  }

  private static Router typed() {
    return Router.named("r")
        .post("/shops/{shop}", Order.class, (ctx, order) -> ctx.text(order.toString()))
        .post("/login", Login.class, (ctx, login) -> ctx.text(login.user()))
        .put("/shops/{shop}", Order.class, (ctx, order) -> ctx.text("put"))
        .patch("/shops/{shop}", Order.class, (ctx, order) -> ctx.text("patch"))
        .get("/search", Search.class, (ctx, search) -> ctx.text(search.toString()))
        .delete("/search", Search.class, (ctx, search) -> ctx.text("deleted " + search.q()));
  }

  @Test
  void bindsEachComponentFromItsSource() throws Exception {
    try (InMemory server = InMemory.of(typed())) {
      Answer answer =
          server.send(
              json(
                      "/shops/7?page=2",
                      "{\"title\":\"Tea\",\"lines\":[{\"article\":\"a\",\"count\":2}]}")
                  .header("x-tenant", "acme")
                  .header("cookie", "session=s1"));
      assertThat(answer.body())
          .isEqualTo(
              "Order[shop=7, page=2, tenant=Optional[acme], session=Optional[s1], title=Tea,"
                  + " lines=[Line[article=a, count=2]]]");
      assertThat(
              server
                  .send(
                      post("/login", "application/x-www-form-urlencoded", "user=ada&password=abc"))
                  .body())
          .isEqualTo("ada");
      assertThat(server.get("/search?q=tea&tag=a&tag=b").body())
          .isEqualTo("Search[q=tea, tag=[a, b]]");
      assertThat(server.send(MemoryRequest.of("DELETE", "/search?q=x")).body())
          .isEqualTo("deleted x");
      for (String method : List.of("PUT", "PATCH")) {
        MemoryRequest request = json("/shops/7", "{\"title\":\"Tea\"}");
        assertThat(
                server
                    .send(
                        MemoryRequest.of(method, request.target())
                            .header("content-type", "application/json")
                            .body("{\"title\":\"Tea\"}".getBytes(UTF_8)))
                    .body())
            .isEqualToIgnoringCase(method);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"shop", "page", "tenant", "session", "X-Tenant"})
  void neverTakesAFieldOfAnotherSourceFromTheBody(String field) throws Exception {
    try (InMemory server = InMemory.of(typed())) {
      Answer answer = server.send(json("/shops/7", "{\"title\":\"Tea\",\"" + field + "\":\"99\"}"));
      if (answer.status() == 200) {
        assertThat(answer.body())
            .contains("shop=7, page=1, tenant=Optional.empty, session=Optional.empty");
      } else {
        assertThat(answer.status()).isIn(400, 422);
        assertThat(answer.body()).contains(field);
      }
    }
  }

  @Test
  void tellsAllFailingFieldsAtOnce() throws Exception {
    try (InMemory server = InMemory.of(typed())) {
      Answer unreadable =
          server.send(json("/shops/x?page=y", "{\"title\":\"\",\"lines\":[{\"count\":\"z\"}]}"));
      assertThat(unreadable.status()).isEqualTo(400);
      assertThat(unreadable.body())
          .contains("\"field\":\"shop\"")
          .contains("\"field\":\"page\"")
          .contains("\"field\":\"title\"")
          .contains("\"field\":\"lines[0].count\"");
      Answer invalid =
          server.send(
              json("/shops/1", "{\"title\":\" \",\"lines\":[{\"article\":\"a\",\"count\":0}]}"));
      assertThat(invalid.status()).isEqualTo(422);
      assertThat(invalid.body())
          .contains("{\"field\":\"title\",\"code\":\"not_blank\",")
          .contains("\"field\":\"lines[0].count\"")
          .contains("\"code\":\"invalid\"");
      Answer form =
          server.send(post("/login", "application/x-www-form-urlencoded", "user=&password=a"));
      assertThat(form.status()).isEqualTo(422);
      assertThat(form.body()).contains("\"field\":\"user\"").contains("\"field\":\"password\"");
    }
  }

  @Test
  void tellsLineAndColumnOfUnreadableJson() throws Exception {
    try (InMemory server = InMemory.of(typed())) {
      Answer answer = server.send(json("/shops/1", "{\"title\":\n  nonsense}"));
      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.body()).contains("line 2").contains("column 3");
      assertThat(server.send(json("/shops/1", "")).status()).isEqualTo(400);
    }
  }

  @Test
  void refusesBodiesOfAnotherMediaType() throws Exception {
    Router router =
        typed()
            .post("/form", ctx -> ctx.text(ctx.form("a").orElse("-")))
            .post("/body", ctx -> ctx.json(ctx.body(Line.class)));
    try (InMemory server = InMemory.of(router)) {
      assertThat(server.send(post("/shops/1", "text/plain", "{}")).status()).isEqualTo(415);
      assertThat(server.send(post("/login", "application/json", "{}")).status()).isEqualTo(415);
      assertThat(server.send(post("/form", "application/json", "{}")).status()).isEqualTo(415);
      assertThat(server.send(post("/form", "application/json", "{}")).body())
          .contains("A form is expected here");
      assertThat(server.send(post("/body", "text/plain", "{}")).status()).isEqualTo(415);
      assertThat(server.send(json("/body", "{\"article\":\"a\",\"count\":0}")).status())
          .isEqualTo(422);
      assertThat(server.send(json("/body", "{\"article\":\"a\",\"count\":1}")).body())
          .isEqualTo("{\"article\":\"a\",\"count\":1}");
      assertThat(
              server
                  .send(post("/form", "Application/X-WWW-Form-Urlencoded; charset=UTF-8", "a=b"))
                  .body())
          .isEqualTo("b");
    }
  }

  private static Router accessors() {
    return Router.named("r")
        .get(
            "/items/{id}/{name}",
            ctx ->
                ctx.text(
                    "%d %s %s %s"
                        .formatted(
                            ctx.path("id", int.class),
                            ctx.path("name"),
                            ctx.pathValue("name"),
                            ctx.pathValue("none"))))
        .get("/wrong/{id}", ctx -> ctx.path("di"))
        .get("/type/{id}", ctx -> ctx.path("id", Thread.class))
        .get("/article/{id}", ctx -> ctx.text(ctx.path("id", Article.class).code()))
        .get(
            "/query",
            ctx -> ctx.text(ctx.query("a").orElse("-") + ctx.query("n", int.class).map(n -> n + 1)))
        .get(
            "/header",
            ctx ->
                ctx.text(ctx.header("x-a").orElse("-") + ctx.header("x-n", long.class).orElse(0L)))
        .get(
            "/cookie",
            ctx ->
                ctx.text(
                    ctx.cookie("a").orElse("-")
                        + ctx.cookie("n", int.class).orElse(0)
                        + ctx.cookies().all("a")))
        .post(
            "/form",
            ctx ->
                ctx.text(
                    ctx.form("a").orElse("-")
                        + ctx.form("n", int.class).orElse(0)
                        + ctx.form().all("a")))
        .get("/self", ctx -> ctx.text(ctx + " " + ctx.path() + " " + ctx.route().template()))
        .post("/text", ctx -> ctx.text(ctx.text() + ctx.text().length() + ctx.bytes().length))
        .post(
            "/stream",
            ctx -> {
              try (InputStream in = ctx.stream()) {
                return ctx.text(in.readAllBytes().length + " bytes");
              }
            });
  }

  @Test
  void givesEachSourceAsTextAndConverted() throws Exception {
    try (InMemory server = InMemory.of(accessors())) {
      assertThat(server.get("/items/7/a%20b").body())
          .isEqualTo("7 a b Optional[a b] Optional.empty");
      assertThat(server.get("/query?a=x&n=4&a=y").body()).isEqualTo("xOptional[5]");
      assertThat(server.get("/query").body()).isEqualTo("-Optional.empty");
      assertThat(
              server
                  .send(MemoryRequest.of("GET", "/header").header("X-A", "v").header("X-N", "5"))
                  .body())
          .isEqualTo("v5");
      assertThat(
              server
                  .send(MemoryRequest.of("GET", "/cookie").header("cookie", "a=1; n=2; a=\"3\""))
                  .body())
          .isEqualTo("12[1, 3]");
      assertThat(server.get("/cookie").body()).isEqualTo("-0[]");
      assertThat(
              server
                  .send(post("/form", "application/x-www-form-urlencoded", "a=1&n=2&a=%20"))
                  .body())
          .isEqualTo("12[1,  ]");
      assertThat(server.get("/self").body()).isEqualTo("GET /self /self GET /self");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/items/x/y", "/query?n=x", "/header", "/cookie", "/article/B-1"})
  void namesTheFieldThatCannotBeConverted(String target) throws Exception {
    try (InMemory server =
        InMemory.of(
            Server.named("s")
                .converter(
                    Article.class,
                    io.lokstra.bind.Converter.of("an article such as A-1", Article::new))
                .app(App.named("test", ":0").mount(accessors())))) {
      Answer answer =
          server.send(MemoryRequest.of("GET", target).header("x-n", "x").header("cookie", "n=x"));
      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.body())
          .contains("\"code\":\"bad_request\"")
          .contains("\"code\":\"type\"")
          .containsPattern("\"field\":\"(id|n|x-n)\"")
          .contains("\"message\":\"must be ");
    }
  }

  @Test
  void convertsToTypesOfTheApplicationsOwn() throws Exception {
    try (InMemory server =
        InMemory.of(
            Server.named("s")
                .converter(
                    Article.class,
                    io.lokstra.bind.Converter.of("an article such as A-1", Article::new))
                .app(App.named("test", ":0").mount(accessors())))) {
      assertThat(server.get("/article/A-9").body()).isEqualTo("A-9");
    }
  }

  @Test
  void isAMistakeOfTheProgramToAskForWhatIsNotThere() throws Exception {
    try (Logged log = new Logged("io.lokstra.http");
        InMemory server = InMemory.of(accessors())) {
      assertThat(server.get("/wrong/1").status()).isEqualTo(500);
      assertThat(log.events().getFirst().getThrowableProxy().getMessage())
          .contains("the route GET /wrong/{id} (SourcesTest.java:")
          .contains("has no parameter {di}; it has [id]");
      assertThat(server.get("/type/1").status()).isEqualTo(500);
      assertThat(log.events().get(1).getThrowableProxy().getMessage())
          .isEqualTo("no converter to java.lang.Thread; register one with Server.converter(…)");
    }
  }

  @Test
  void readsTextByItsCharset() throws Exception {
    try (InMemory server = InMemory.of(accessors())) {
      assertThat(server.send(post("/text", "text/plain", "é")).body()).isEqualTo("é12");
      MemoryRequest latin =
          MemoryRequest.of("POST", "/text")
              .header("content-type", "text/plain; charset=\"ISO-8859-1\"");
      assertThat(server.send(latin.body("é".getBytes(ISO_8859_1))).body()).isEqualTo("é11");
      assertThat(
              server
                  .send(MemoryRequest.of("POST", "/text").body("é".getBytes(ISO_8859_1)))
                  .status())
          .isEqualTo(400);
      for (String charset : List.of("nope", "!!", "")) {
        assertThat(server.send(post("/text", "text/plain; charset=" + charset, "x")).status())
            .isEqualTo(415);
      }
    }
  }

  @Test
  void holdsEachRouteToItsOwnLimitOfBodySize() throws Exception {
    Router router =
        Router.named("r")
            .post(
                "/small",
                ctx -> ctx.text(ctx.bytes().length + ""),
                io.lokstra.http.RouteOption.maxBody(4))
            .post("/usual", ctx -> ctx.text(ctx.bytes().length + ""));
    try (InMemory server =
        InMemory.of(
            Server.named("s").app(App.named("test", ":0").mount(router)),
            "--server.http.max-body-size=8B")) {
      assertThat(server.send(post("/small", "text/plain", "1234")).status()).isEqualTo(200);
      assertThat(server.send(post("/small", "text/plain", "12345")).status()).isEqualTo(413);
      assertThat(server.send(post("/usual", "text/plain", "12345678")).status()).isEqualTo(200);
      Answer tooLarge = server.send(post("/usual", "text/plain", "123456789"));
      assertThat(tooLarge.status()).isEqualTo(413);
      assertThat(tooLarge.body()).contains("\"status\":\"error\"");
      MemoryRequest chunked =
          MemoryRequest.of("POST", "/usual").body(new ByteArrayInputStream(new byte[9]), -1);
      assertThat(server.send(chunked).status()).isEqualTo(413);
    }
  }

  @Test
  void streamsABodyToWhoeverAsks() throws Exception {
    try (InMemory server = InMemory.of(accessors())) {
      MemoryRequest chunked =
          MemoryRequest.of("POST", "/stream").body(new ByteArrayInputStream(new byte[100_000]), -1);
      assertThat(server.send(chunked).body()).isEqualTo("100000 bytes");
    }
  }

  record Impossible(Thread thread) {}

  record OnGet(String title) {}

  @Test
  void refusesAtStartWhatCannotBeBound() {
    AtomicBoolean ran = new AtomicBoolean();
    Router router =
        Router.named("r")
            .post("/a", Impossible.class, (ctx, in) -> ran.getAndSet(true))
            .get("/b", OnGet.class, (ctx, in) -> ran.getAndSet(true))
            .post("/c/{id}", Order.class, (ctx, in) -> ran.getAndSet(true));
    assertThatThrownBy(() -> InMemory.of(router))
        .isInstanceOf(StartupException.class)
        .message()
        .contains("POST /a (SourcesTest.java:")
        .contains("cannot bind Impossible")
        .contains("cannot bind OnGet")
        .contains("cannot bind Order");
    assertThat(ran).isFalse();
  }
}
