package io.lokstra.web;

import static io.lokstra.http.RouteOption.name;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lokstra.http.App;
import io.lokstra.http.Failure;
import io.lokstra.http.FieldError;
import io.lokstra.http.Header;
import io.lokstra.http.HttpException;
import io.lokstra.http.Response;
import io.lokstra.http.ResponseBody;
import io.lokstra.http.ResponseFormatter;
import io.lokstra.http.ResponseHeaders;
import io.lokstra.http.Router;
import io.lokstra.http.RunningServer;
import io.lokstra.internal.memory.MemoryReply;
import io.lokstra.internal.memory.MemoryRequest;
import io.lokstra.web.InMemory.Answer;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResponsesTest {

  private static Router answers() {
    return Router.named("r")
        .get("/ok", ctx -> ctx.ok(List.of(1)))
        .get("/accepted", ctx -> ctx.accepted(Map.of("job", 7)))
        .get("/none", ctx -> ctx.noContent())
        .get("/text", ctx -> ctx.text("é"))
        .get("/html", ctx -> ctx.html("<p>é"))
        .get("/json", ctx -> ctx.json(Map.of("a", 1)))
        .get("/bytes", ctx -> ctx.bytes(new byte[] {'a'}, "image/png"))
        .get("/octets", ctx -> Response.bytes(new byte[] {'a'}))
        .get("/download", ctx -> ctx.download(new byte[] {'a'}, "text/csv", "a.csv"))
        .get("/redirect", ctx -> ctx.redirect("/ok?a=b#c"))
        .get(
            "/stream", ctx -> Response.stream("text/plain", out -> out.write("hi".getBytes(UTF_8))))
        .get("/vendor", ctx -> ctx.ok(1).withHeader("content-type", "application/vnd.shop+json"))
        .get(
            "/cut",
            ctx ->
                Response.stream(
                    "text/plain",
                    out -> {
                      out.write('a');
                      out.flush();
                      throw new IOException("the disk broke");
                    }));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/ok       | 200 | application/json          | {\"status\":\"success\",\"data\":[1]}",
        "/accepted | 202 | application/json          |"
            + " {\"status\":\"success\",\"data\":{\"job\":7}}",
        "/none     | 204 |                           | ''",
        "/text     | 200 | text/plain; charset=utf-8 | é",
        "/html     | 200 | text/html; charset=utf-8  | <p>é",
        "/json     | 200 | application/json          | {\"a\":1}",
        "/bytes    | 200 | image/png                 | a",
        "/octets   | 200 | application/octet-stream  | a",
        "/download | 200 | text/csv                  | a",
        "/redirect | 303 |                           | ''",
        "/stream   | 200 | text/plain                | hi",
        "/vendor   | 200 | application/vnd.shop+json | {\"status\":\"success\",\"data\":1}",
      })
  void answersInEveryShape(String path, int status, String type, String body) throws Exception {
    try (InMemory server = InMemory.of(answers())) {
      Answer answer = server.get(path);
      assertThat(answer.status()).isEqualTo(status);
      assertThat(answer.header("content-type").orElse(null)).isEqualTo(type);
      assertThat(answer.body()).isEqualTo(body);
      assertThat(server.send(MemoryRequest.of("HEAD", path)).body()).isEmpty();
    }
  }

  @Test
  void cutsAStreamThatFailsInItsMiddle() throws Exception {
    try (InMemory server = InMemory.of(answers())) {
      MemoryReply reply = server.begin("/cut");
      MemoryReply.Head head = reply.head();
      assertThat(head.status()).isEqualTo(200);
      assertThatThrownBy(() -> head.body().readAllBytes()).isInstanceOf(IOException.class);
      assertThat(reply.outcome().failure()).isPresent();
    }
  }

  @Test
  void wrapsSuccessPagesAndErrorsAsTheFormatterSays() throws Exception {
    assertThat(shapes(ResponseFormatter.lokstra()))
        .containsExactly(
            "application/json {\"status\":\"success\",\"data\":{\"a\":1}}",
            "application/json"
                + " {\"status\":\"error\",\"error\":{\"code\":\"invalid\",\"message\":\"Some fields"
                + " are not"
                + " valid.\",\"fields\":[{\"field\":\"f\",\"code\":\"c\",\"message\":\"m\"}],\"request_id\":\"id\"}}",
            "application/json"
                + " {\"status\":\"error\",\"error\":{\"code\":\"not_found\",\"message\":\"There is"
                + " nothing here.\",\"request_id\":\"id\"}}");
    assertThat(shapes(ResponseFormatter.problem()))
        .containsExactly(
            "application/json {\"a\":1}",
            "application/problem+json"
                + " {\"type\":\"about:blank\",\"title\":\"invalid\",\"status\":422,\"detail\":\"Some"
                + " fields are not"
                + " valid.\",\"request_id\":\"id\",\"errors\":[{\"field\":\"f\",\"code\":\"c\",\"message\":\"m\"}]}",
            "application/problem+json"
                + " {\"type\":\"about:blank\",\"title\":\"not_found\",\"status\":404,\"detail\":\"There"
                + " is nothing here.\",\"request_id\":\"id\"}");
    assertThat(shapes(ResponseFormatter.plain()))
        .containsExactly(
            "application/json {\"a\":1}",
            "application/json {\"code\":\"invalid\",\"message\":\"Some fields are not"
                + " valid.\",\"fields\":[{\"field\":\"f\",\"code\":\"c\",\"message\":\"m\"}],\"request_id\":\"id\"}",
            "application/json {\"code\":\"not_found\",\"message\":\"There is nothing"
                + " here.\",\"request_id\":\"id\"}");
  }

  private static List<String> shapes(ResponseFormatter formatter) throws IOException {
    App app =
        App.named("test", ":0")
            .format(formatter)
            .use((ctx, next) -> {
              ctx.adoptRequestId("id");
              return next.handle(ctx);
            })
            .get("/data", ctx -> Map.of("a", 1))
            .get(
                "/invalid",
                ctx -> {
                  throw HttpException.invalid(List.of(new FieldError("f", "c", "m")));
                });
    try (InMemory server = InMemory.of(app)) {
      return List.of(
          shape(server.get("/data")), shape(server.get("/invalid")), shape(server.get("/none")));
    }
  }

  private static String shape(Answer answer) {
    return answer.header("content-type").orElse("") + " " + answer.body();
  }

  @Test
  void writesErrorsWithoutARequestInTheSameShape() {
    for (ResponseFormatter formatter :
        List.of(
            ResponseFormatter.lokstra(), ResponseFormatter.problem(), ResponseFormatter.plain())) {
      assertThat(formatter.failure(Failure.of(400), "").toString()).doesNotContain("request_id");
    }
  }

  private static Router urls() {
    return Router.named("r")
        .get("/todos/{id:int}", ctx -> "x", name("todo"))
        .get("/files/{path...}", ctx -> "x", name("file"))
        .post("/created", ctx -> ctx.created(Map.of("id", 7), "todo", 7))
        .get("/unknown", ctx -> ctx.url("tood", 7))
        .get("/few", ctx -> ctx.url("todo"))
        .get("/many", ctx -> ctx.url("todo", 7, 8))
        .get("/type", ctx -> ctx.url("todo", "x"));
  }

  @Test
  void buildsUrlsByTheNamesOfRoutes() throws Exception {
    try (InMemory server = InMemory.of(urls())) {
      Answer created = server.send(MemoryRequest.of("POST", "/created"));
      assertThat(created.status()).isEqualTo(201);
      assertThat(created.header("location")).contains("/todos/7");
      RunningServer running = server.running();
      assertThat(running.url("test", "file", "a/b c/é")).isEqualTo("/files/a/b%20c/%C3%A9");
      assertThatThrownBy(() -> running.url("test", "tood"))
          .hasMessage("no route is named 'tood'; there are [file, todo]");
      assertThatThrownBy(() -> running.url("tset", "todo"))
          .hasMessage("there is no app 'tset'; there are [test]");
      for (String path : List.of("/unknown", "/few", "/many", "/type")) {
        assertThat(server.get(path).status()).as(path).isEqualTo(500);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "https://evil.example",
        "evil",
        "",
        "/a\r\nset-cookie: a=b",
        "/a\nb",
        "/\t/evil.example",
        "/a b",
        "/é",
        "javascript:x"
      })
  void redirectsToNothingThatABrowserCouldTakeForAnotherOrigin(String target) {
    assertThatThrownBy(() -> Response.redirect(target))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("not a path of this origin to redirect to: '")
        .hasMessageEndingWith("use redirectTo for other origins");
  }

  @Test
  void redirectsToOriginsThatAreAllowed() {
    URI target = URI.create("https://login.example/in?next=%2F");
    assertThat(
            Response.redirectTo(target, "https://other.example", "HTTPS://Login.Example")
                .headers()
                .first("location"))
        .contains("https://login.example/in?next=%2F");
    assertThatThrownBy(() -> Response.redirectTo(target))
        .hasMessage("not allowed to redirect to https://login.example; allowed: none");
    for (String other :
        List.of(
            "http://login.example/",
            "https://login.example:8443/",
            "https://login.example@evil.example/",
            "https://user@login.example/",
            "https://login.example.evil.example/",
            "//login.example/",
            "/path",
            "mailto:a@login.example")) {
      assertThatThrownBy(() -> Response.redirectTo(URI.create(other), "https://login.example"))
          .hasMessageEndingWith("allowed: https://login.example");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "a.csv         | filename=\"a.csv\"; filename*=UTF-8''a.csv",
        "a b.csv       | filename=\"a b.csv\"; filename*=UTF-8''a%20b.csv",
        "a\"b.csv      | filename=\"a_b.csv\"; filename*=UTF-8''a%22b.csv",
        "é€.csv        | filename=\"__.csv\"; filename*=UTF-8''%C3%A9%E2%82%AC.csv",
        "../../passwd  | filename=\"passwd\"; filename*=UTF-8''passwd",
        "C:\\x\\a.csv  | filename=\"a.csv\"; filename*=UTF-8''a.csv",
        "100%.csv      | filename=\"100_.csv\"; filename*=UTF-8''100%25.csv",
        "folder/       | filename=\"download\"; filename*=UTF-8''download",
      })
  void namesDownloadsSafely(String name, String expected) {
    assertThat(disposition(name)).isEqualTo("attachment; " + expected);
  }

  @Test
  void namesDownloadsSafelyWhateverControlCharactersTheNameHas() {
    assertThat(disposition("a\r\nset-cookie: x\0;.csv"))
        .isEqualTo(
            "attachment; filename=\"a__set-cookie_ x__.csv\";"
                + " filename*=UTF-8''a%0D%0Aset-cookie%3A%20x%00%3B.csv");
    assertThat(disposition("\ud800.csv"))
        .isEqualTo("attachment; filename=\"_.csv\"; filename*=UTF-8''%3F.csv");
  }

  private static String disposition(String name) {
    return Response.download(new byte[0], "text/csv", name)
        .headers()
        .first("content-disposition")
        .orElse("");
  }

  @Test
  void refusesFieldsThatWouldSplitAResponse() {
    Response response = Response.of(200);
    for (String value : List.of("a\r\nb", "a\nb", "a\rb", "a\0b", "é", "a\u007fb", "\u0100")) {
      assertThatThrownBy(() -> response.withHeader("x-a", value))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("not a value for header field x-a: character U+");
    }
    for (String name : List.of("x a", "x:a", "x\r\n", "é", "x\u0080")) {
      assertThatThrownBy(() -> response.withHeader(name, "v"))
          .hasMessageStartingWith("not a header field name: character U+")
          .message()
          .matches("[ -~]+");
    }
    assertThatThrownBy(() -> response.withHeader("", "v"))
        .hasMessage("a header field needs a name");
    assertThat(Header.of("x-a", " \t v w\t ").value()).isEqualTo("v w");
    assertThat(Header.of("x-a", " ").value()).isEmpty();
  }

  @Test
  void keepsFieldsInTheirOrderAndReplacesWithoutCase() {
    Header a = Header.of("X-A", "1");
    ResponseHeaders headers = ResponseHeaders.of(a, Header.of("x-b", "2"), Header.of("x-a", "3"));
    assertThat(headers.all("x-A")).containsExactly("1", "3");
    assertThat(headers.with(Header.of("x-a", "9")).toString()).isEqualTo("[x-b: 2, x-a: 9]");
    assertThat(headers.with(Header.of("x-B", "9")).toString())
        .isEqualTo("[X-A: 1, x-B: 9, x-a: 3]");
    assertThat(headers.without("x-a").toString()).isEqualTo("[x-b: 2]");
    assertThat(headers.without("none")).isSameAs(headers);
    assertThat(headers.withDefaults(ResponseHeaders.of(a))).isSameAs(headers);
    assertThat(headers.withDefaults(ResponseHeaders.of(a, Header.of("x-c", "4"))).toString())
        .isEqualTo("[X-A: 1, x-b: 2, x-a: 3, x-c: 4]");
    assertThat(ResponseHeaders.empty().withDefaults(headers)).isSameAs(headers);
    assertThat(ResponseHeaders.of()).isSameAs(ResponseHeaders.empty());
    assertThat(headers.get(0)).isEqualTo(a).hasSameHashCodeAs(Header.of("X-A", "1"));
    assertThat(a).isNotEqualTo(Header.of("x-a", "1")).isNotEqualTo("X-A: 1");
    byte[] line = new byte[a.encodedLength() + 1];
    assertThat(a.writeTo(line, 1)).isEqualTo(line.length);
    assertThat(new String(line, UTF_8)).isEqualTo("\0X-A: 1\r\n");
  }

  @Test
  void leavesFieldsOfFramingToTheEngine() {
    ResponseHeaders headers =
        ResponseHeaders.of(
            Header.of("Connection", "x"),
            Header.of("x-a", "1"),
            Header.of("content-length", "7"),
            Header.of("DATE", "now"),
            Header.of("Keep-Alive", "x"),
            Header.of("x-b", "2"),
            Header.of("Transfer-Encoding", "x"),
            Header.of("content-lengths", "3"));
    byte[] lines = new byte[headers.encodedLength() + 1];
    int end = headers.writeTo(lines, 1);
    assertThat(new String(lines, 0, end, UTF_8))
        .isEqualTo("\0x-a: 1\r\nx-b: 2\r\ncontent-lengths: 3\r\n");
    assertThat(headers.get(2).isFraming()).isTrue();
    assertThat(headers.get(7).isFraming()).isFalse();
  }

  @Test
  void comparesWholeNamesWhereTheirHashesAreEqual() {
    ResponseHeaders headers = ResponseHeaders.of(Header.of("x-an", "1"));
    assertThat("x-an".hashCode()).isEqualTo("x-c0".hashCode());
    assertThat(headers.with(Header.of("x-c0", "2")).toString()).isEqualTo("[x-an: 1, x-c0: 2]");
  }

  @Test
  void isAValueWithChangedCopies() {
    Response response = Response.text("x").withStatus(202).withHeader("x-a", "1");
    assertThat(response.status()).isEqualTo(202);
    assertThat(response.withoutHeader("x-a").headers().contains("x-a")).isFalse();
    assertThat(response.withHeaders(ResponseHeaders.empty()).headers().size()).isZero();
    assertThat(response.cause()).isEmpty();
    assertThat(response.toString()).startsWith("Response[202 [");
    assertThat(Response.of(204, ResponseHeaders.empty(), new ResponseBody.Empty()).body())
        .isInstanceOf(ResponseBody.Empty.class);
    for (int status : new int[] {99, 600, -1}) {
      assertThatThrownBy(() -> Response.of(status))
          .hasMessage("not an HTTP status: " + status + "; expected 100 to 599");
    }
  }

  @Test
  void writesTextInTheCharsetOfItsMediaType() throws Exception {
    Router router =
        Router.named("r")
            .get("/utf", _ -> Response.writer("text/csv", out -> out.write("Grüße €\n")))
            .get(
                "/latin",
                _ -> Response.writer("text/plain; charset=iso-8859-1", out -> out.write("Grüße")))
            .get(
                "/not",
                _ -> Response.writer("text/plain; charset=iso-8859-1", out -> out.write("10 €")));
    try (InMemory server = InMemory.of(router)) {
      InMemory.Answer utf = server.get("/utf");
      assertThat(utf.header("content-type")).contains("text/csv; charset=utf-8");
      assertThat(utf.body()).isEqualTo("Grüße €\n");
      byte[] latin = server.begin("/latin").head().body().readAllBytes();
      assertThat(latin).isEqualTo("Grüße".getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
      // Not a question mark in its place.
      assertThatThrownBy(() -> server.begin("/not").head().body().readAllBytes())
          .isInstanceOf(java.io.IOException.class);
    }
    assertThatThrownBy(() -> Response.writer("text/plain; charset=none", _ -> {}))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
