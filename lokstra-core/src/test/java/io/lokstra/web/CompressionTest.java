package io.lokstra.web;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lokstra.config.ConfigurationException;
import io.lokstra.http.App;
import io.lokstra.http.EntityTag;
import io.lokstra.http.Middleware;
import io.lokstra.http.Response;
import io.lokstra.http.ResponseBody;
import io.lokstra.http.ResponseHeaders;
import io.lokstra.http.Router;
import io.lokstra.internal.memory.MemoryReply;
import io.lokstra.internal.memory.MemoryRequest;
import io.lokstra.middleware.Compression;
import io.lokstra.middleware.Etag;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.api.Test;

class CompressionTest {
  private static final String TEXT = "Lokstra packs what packs well. ".repeat(100);

  /** An answer with its bytes. */
  private record Packed(int status, ResponseHeaders headers, byte[] body) {
    Optional<String> header(String name) {
      return headers.first(name);
    }

    String unpacked() throws IOException {
      InputStream in = new ByteArrayInputStream(body);
      InputStream plain =
          switch (header("content-encoding").orElse("identity")) {
            case "gzip" -> new GZIPInputStream(in);
            case "deflate" -> new InflaterInputStream(in);
            default -> in;
          };
      return new String(plain.readAllBytes(), UTF_8);
    }
  }

  private static Packed ask(InMemory server, String method, String path, String... accepted)
      throws IOException {
    MemoryRequest request = MemoryRequest.of(method, path);
    for (String each : accepted) {
      request = request.header("accept-encoding", each);
    }
    MemoryReply.Head head = server.begin("test", request).head();
    return new Packed(head.status(), head.headers(), head.body().readAllBytes());
  }

  private static Response text(String type) {
    return Response.bytes(TEXT.getBytes(US_ASCII), type);
  }

  private static InMemory serving() {
    return InMemory.of(
        App.named("test", ":0")
            .use(Compression.create())
            .get("/", ctx -> text("text/plain"))
            .get("/short", ctx -> ctx.text("short"))
            .get("/json", ctx -> Map.of("text", TEXT))
            .get("/problem", ctx -> text("application/problem+json; charset=utf-8"))
            .get("/image", ctx -> text("image/png"))
            .get("/svg", ctx -> text("IMAGE/SVG+XML"))
            .get("/untyped", ctx -> text("text/plain").withoutHeader("content-type"))
            .get("/packed", ctx -> text("text/plain").withHeader("content-encoding", "br"))
            .get(
                "/part",
                ctx ->
                    text("text/plain").withStatus(206).withHeader("content-range", "bytes 0-9/10"))
            .get("/ranged", ctx -> text("text/plain").withHeader("content-range", "bytes */10"))
            .get(
                "/fixed",
                ctx -> text("text/plain").withHeader("cache-control", "public, No-Transform"))
            .get("/empty", ctx -> ctx.noContent())
            .get("/error", ctx -> text("text/plain").withStatus(500))
            .get(
                "/tagged",
                ctx ->
                    ctx.unlessMatch(
                        EntityTag.of(7), () -> text("text/plain").withHeader("vary", "Accept")))
            .get("/weak", ctx -> text("text/plain").withHeader("etag", "W/\"7\""))
            .get(
                "/ranges",
                ctx ->
                    text("text/plain")
                        .withHeader("accept-ranges", "bytes")
                        .withHeader("content-digest", "sha-256=:x:"))
            .get("/events", ctx -> Response.stream("text/event-stream", out -> out.write('x')))
            .get(
                "/stream",
                ctx -> Response.stream("text/plain", out -> out.write(TEXT.getBytes(US_ASCII))))
            .get(
                "/known",
                ctx ->
                    Response.of(
                        200,
                        ResponseHeaders.of(io.lokstra.http.Header.of("content-type", "text/plain")),
                        new ResponseBody.Stream(3, out -> out.write("abc".getBytes(US_ASCII))))));
  }

  @Test
  void packsWhatPacksWellForThoseWhoAskForIt() throws Exception {
    try (InMemory server = serving()) {
      for (String path : List.of("/", "/json", "/problem", "/svg", "/error", "/stream")) {
        for (String coding : List.of("gzip", "deflate")) {
          Packed packed = ask(server, "GET", path, coding);
          assertThat(packed.header("content-encoding")).as(path).contains(coding);
          assertThat(packed.header("vary")).as(path).contains("Accept-Encoding");
          assertThat(packed.body().length).as(path).isLessThan(TEXT.length() / 5);
          assertThat(packed.unpacked()).as(path).contains(TEXT);
        }
        Packed plain = ask(server, "GET", path);
        assertThat(plain.header("content-encoding")).as(path).isEmpty();
        assertThat(plain.header("vary")).as("caches must know").contains("Accept-Encoding");
        assertThat(new String(plain.body(), UTF_8)).contains(TEXT);
      }
    }
  }

  @Test
  void leavesEverythingElseAlone() throws Exception {
    try (InMemory server = serving()) {
      for (String path :
          List.of(
              "/short",
              "/image",
              "/untyped",
              "/part",
              "/ranged",
              "/fixed",
              "/empty",
              "/events",
              "/known")) {
        Packed answer = ask(server, "GET", path, "gzip, deflate");
        assertThat(answer.header("content-encoding")).as(path).isEmpty();
        assertThat(answer.header("vary")).as(path).isEmpty();
      }
      assertThat(ask(server, "GET", "/packed", "gzip").header("content-encoding")).contains("br");
    }
  }

  @Test
  void saysOfHeadWhatItSaysOfGet() throws Exception {
    try (InMemory server = serving()) {
      Packed get = ask(server, "GET", "/", "gzip");
      Packed head = ask(server, "HEAD", "/", "gzip");
      assertThat(head.header("content-encoding")).contains("gzip");
      assertThat(head.header("content-length")).isEqualTo(get.header("content-length"));
      assertThat(head.body()).isEmpty();
      assertThat(ask(server, "HEAD", "/stream", "gzip").header("content-encoding"))
          .contains("gzip");
    }
  }

  @Test
  void makesEntityTagsWeakForTheyNameOtherBytesNow() throws Exception {
    try (InMemory server = serving()) {
      Packed packed = ask(server, "GET", "/tagged", "gzip");
      assertThat(packed.header("etag")).contains("W/\"7\"");
      assertThat(packed.header("vary")).contains("Accept, Accept-Encoding");
      assertThat(ask(server, "GET", "/tagged").header("etag")).contains("\"7\"");
      assertThat(ask(server, "GET", "/weak", "gzip").header("etag")).contains("W/\"7\"");
      MemoryReply.Head notModified =
          server
              .begin(
                  "test",
                  MemoryRequest.of("GET", "/tagged")
                      .header("accept-encoding", "gzip")
                      .header("if-none-match", "W/\"7\""))
              .head();
      assertThat(notModified.status()).isEqualTo(304);
      assertThat(notModified.headers().first("etag")).contains("W/\"7\"");
      assertThat(notModified.headers().first("vary")).contains("Accept-Encoding");
      assertThat(notModified.headers().contains("content-encoding")).isFalse();
      for (String[] asked :
          new String[][] {
            {"\"7\"", "\"7\""},
            {"\"6\", \"7\"", "\"7\""},
            {"W/\"7\", \"7\"", "W/\"7\""},
            {"*", "W/\"7\""}
          }) {
        MemoryReply.Head head =
            server
                .begin(
                    "test",
                    MemoryRequest.of("GET", "/tagged")
                        .header("accept-encoding", "gzip")
                        .header("if-none-match", asked[0]))
                .head();
        assertThat(head.status()).isEqualTo(304);
        assertThat(head.headers().first("etag")).as(asked[0]).contains(asked[1]);
      }
      Packed ranges = ask(server, "GET", "/ranges", "gzip");
      assertThat(ranges.header("accept-ranges")).isEmpty();
      assertThat(ranges.header("content-digest")).isEmpty();
    }
  }

  @Test
  void isNeverPackedTwice() throws Exception {
    App app =
        App.named("test", ":0")
            .use(Compression.create(), Middleware.named("again", Compression.create()))
            .get("/", ctx -> text("text/plain"));
    try (InMemory server = InMemory.of(app)) {
      Packed packed = ask(server, "GET", "/", "gzip, deflate");
      assertThat(packed.headers().all("content-encoding")).containsExactly("gzip");
      assertThat(packed.headers().all("vary")).containsExactly("Accept-Encoding");
      assertThat(packed.unpacked()).isEqualTo(TEXT);
    }
  }

  @Test
  void sendsWhatAStreamFlushesAtOnce() throws Exception {
    CountDownLatch read = new CountDownLatch(1);
    App app =
        App.named("test", ":0")
            .use(Compression.create())
            .get(
                "/",
                ctx ->
                    Response.stream(
                        "text/plain",
                        out -> {
                          out.write("first".getBytes(US_ASCII));
                          out.flush();
                          try {
                            if (!read.await(10, TimeUnit.SECONDS)) {
                              throw new IOException("the first part never arrived");
                            }
                          } catch (InterruptedException e) {
                            throw new IOException(e);
                          }
                          out.write('2');
                        }));
    try (InMemory server = InMemory.of(app)) {
      MemoryReply.Head head =
          server
              .begin("test", MemoryRequest.of("GET", "/").header("accept-encoding", "gzip"))
              .head();
      GZIPInputStream in = new GZIPInputStream(head.body(), 64);
      assertThat(new String(in.readNBytes(5), US_ASCII)).isEqualTo("first");
      read.countDown();
      assertThat(new String(in.readAllBytes(), US_ASCII)).isEqualTo("2");
    }
  }

  @Test
  void leavesAStreamThatFailsWithoutAnEnd() throws Exception {
    App app =
        App.named("test", ":0")
            .use(Compression.create())
            .get(
                "/",
                ctx ->
                    Response.stream(
                        "text/plain",
                        out -> {
                          out.write("half".getBytes(US_ASCII));
                          out.flush();
                          throw new IOException("broken");
                        }));
    try (InMemory server = InMemory.of(app)) {
      for (int i = 0; i < 3; i++) {
        MemoryReply.Head head =
            server
                .begin("test", MemoryRequest.of("GET", "/").header("accept-encoding", "gzip"))
                .head();
        assertThatThrownBy(() -> new GZIPInputStream(head.body(), 64).readAllBytes())
            .isInstanceOf(IOException.class);
      }
    }
  }

  @Test
  void takesNothingFromAThreadThatAWriterLeftBehind() throws Exception {
    AtomicReference<OutputStream> kept = new AtomicReference<>();
    App app =
        App.named("test", ":0")
            .use(Compression.create())
            .get("/leaves", ctx -> Response.stream("text/plain", out -> kept.set(out)))
            .get(
                "/next",
                ctx ->
                    Response.stream(
                        "text/plain",
                        out -> {
                          out.write("begin;".getBytes(US_ASCII));
                          assertThatThrownBy(() -> kept.get().write("SECRET".getBytes(US_ASCII)))
                              .isInstanceOf(IOException.class)
                              .hasMessageContaining("the response is closed");
                          assertThatThrownBy(() -> kept.get().flush())
                              .isInstanceOf(IOException.class);
                          out.write("end".getBytes(US_ASCII));
                        }));
    try (InMemory server = InMemory.of(app)) {
      ask(server, "GET", "/leaves", "deflate");
      assertThat(ask(server, "GET", "/next", "deflate").unpacked()).isEqualTo("begin;end");
    }
  }

  @Test
  void packsManyAtOnceWithoutMixingThem() throws Exception {
    App app =
        App.named("test", ":0")
            .use(Compression.create(pack -> pack.minSize(0).level(1).types("text/plain")))
            .get("/{n}", ctx -> ctx.text((ctx.path("n") + " ").repeat(500)));
    try (InMemory server = InMemory.of(app)) {
      List<Thread> threads = new java.util.ArrayList<>();
      List<String> wrong = java.util.Collections.synchronizedList(new java.util.ArrayList<>());
      for (int t = 0; t < 40; t++) {
        int number = t;
        threads.add(
            Thread.startVirtualThread(() -> {
              for (int i = 0; i < 25; i++) {
                try {
                  String coding = i % 2 == 0 ? "gzip" : "deflate";
                  String expected = (number + " ").repeat(500);
                  if (!ask(server, "GET", "/" + number, coding).unpacked().equals(expected)) {
                    wrong.add(coding + number);
                  }
                } catch (IOException e) {
                  wrong.add(e.toString());
                }
              }
            }));
      }
      for (Thread thread : threads) {
        thread.join();
      }
      assertThat(wrong).isEmpty();
    }
  }

  @Test
  void refusesTypesThatAreNoneAndNumbersOutOfRange() {
    for (String wrong :
        List.of(
            "json",
            "text",
            "/",
            "text/",
            "*",
            "*/*",
            "TEXT/plain",
            "*+",
            "a*/b",
            "text/html; charset=utf-8")) {
      assertThatThrownBy(() -> Compression.create(pack -> pack.types("text/css", wrong)))
          .as(wrong)
          .hasMessageContaining("types[1] is no media type: '" + wrong + "'");
    }
    assertThatThrownBy(() -> Compression.create(pack -> pack.level(0)))
        .hasMessageContaining("level is 0");
    assertThatThrownBy(() -> Compression.create(pack -> pack.minSize(-1)))
        .hasMessageContaining("min-size -1");
    assertThatThrownBy(() ->
            InMemory.of(
                Router.named("r")
                    .use(
                        Middleware.registered(
                            "compression", Map.of("types", List.of("json"), "level", 10)))
                    .get("/", ctx -> "x")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("middleware.compression.level");
  }

  // ---- etag

  private static InMemory tagging(Middleware... around) {
    return InMemory.of(
        App.named("test", ":0")
            .use(around)
            .get("/", ctx -> text("text/plain").withHeader("cache-control", "max-age=5"))
            .get("/other", ctx -> ctx.text("other"))
            .get("/own", ctx -> ctx.text("x").withHeader("etag", "\"mine\""))
            .get("/secret", ctx -> ctx.text("x").withHeader("cache-control", "No-Store"))
            .get("/stream", ctx -> Response.stream("text/plain", out -> out.write('x')))
            .get("/created", ctx -> ctx.text("x").withStatus(201))
            .post("/", ctx -> ctx.text("x")));
  }

  @Test
  void namesBytesAndSendsThemOnce() throws Exception {
    try (InMemory server = tagging(Etag.create())) {
      String tag = server.get("/").header("etag").orElseThrow();
      assertThat(tag).matches("\"[\\w-]{22}\"");
      assertThat(server.get("/").header("etag")).contains(tag);
      assertThat(server.get("/other").header("etag")).isPresent().isNotEqualTo(Optional.of(tag));
      MemoryRequest asks = MemoryRequest.of("GET", "/");
      for (String condition : List.of(tag, "W/" + tag, "\"x\", " + tag, "*")) {
        InMemory.Answer same = server.send(asks.header("if-none-match", condition));
        assertThat(same.status()).as(condition).isEqualTo(304);
        assertThat(same.body()).isEmpty();
        assertThat(same.header("etag")).contains(tag);
        assertThat(same.header("cache-control")).contains("max-age=5");
        assertThat(same.header("content-type")).isEmpty();
      }
      assertThat(server.send(asks.header("if-none-match", "\"x\"")).status()).isEqualTo(200);
      assertThat(server.send(asks.header("if-none-match", "x")).status()).isEqualTo(400);
      assertThat(server.send(MemoryRequest.of("HEAD", "/").header("if-none-match", tag)).status())
          .isEqualTo(304);
      assertThat(server.get("/own").header("etag")).contains("\"mine\"");
      for (String path : List.of("/secret", "/stream", "/created", "/none")) {
        assertThat(server.get(path).header("etag")).as(path).isEmpty();
      }
      assertThat(server.send(MemoryRequest.of("POST", "/")).header("etag")).isEmpty();
    }
  }

  @Test
  void namesThemWeaklyWhereAskedAndUnderCompression() throws Exception {
    try (InMemory weak = tagging(Etag.create(tags -> tags.weak(true)));
        InMemory inside = tagging(Compression.create(), Etag.create());
        InMemory outside = tagging(Etag.create(), Compression.create())) {
      assertThat(weak.get("/").header("etag").orElse("")).startsWith("W/\"");
      MemoryRequest asks = MemoryRequest.of("GET", "/").header("accept-encoding", "gzip");
      String packed = inside.send(asks).header("etag").orElseThrow();
      assertThat(packed).startsWith("W/\"");
      assertThat(inside.send(asks.header("if-none-match", packed)).status()).isEqualTo(304);
      assertThat(inside.get("/").header("etag").orElse("")).isEqualTo(packed.substring(2));
      String ofPacked = outside.send(asks).header("etag").orElseThrow();
      assertThat(ofPacked).doesNotStartWith("W/").isNotEqualTo(packed.substring(2));
      assertThat(outside.send(asks.header("if-none-match", ofPacked)).status()).isEqualTo(304);
    }
  }
}
