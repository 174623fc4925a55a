package io.lokstra.web;

import static io.lokstra.http.RouteOption.maxBody;
import static io.lokstra.http.RouteOption.timeout;
import static io.lokstra.http.RouteOption.use;
import static io.lokstra.http.RouteOption.without;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lokstra.http.App;
import io.lokstra.http.Limits;
import io.lokstra.http.Middleware;
import io.lokstra.http.Router;
import io.lokstra.http.Server;
import io.lokstra.internal.memory.MemoryRequest;
import io.lokstra.middleware.BodyLimit;
import io.lokstra.middleware.Decompression;
import io.lokstra.middleware.Timeout;
import io.lokstra.web.InMemory.Answer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** Middleware that sets what holds before a request is read. */
class LimitMiddlewareTest {

  private static MemoryRequest post(String path, int bytes) {
    return MemoryRequest.of("POST", path).body(new byte[bytes]);
  }

  // ---- body-limit

  @Test
  void holdsBodiesToTheNearestLimit() throws Exception {
    Router router =
        Router.named("r")
            .use(BodyLimit.of(100))
            .post("/router", ctx -> "x" + ctx.bytes().length)
            .post("/route", ctx -> ctx.bytes().length, use(BodyLimit.of(50)))
            .post("/option", ctx -> ctx.bytes().length, use(BodyLimit.of(50)), maxBody(70))
            .post("/without", ctx -> ctx.bytes().length, without("body-limit"))
            .post("/named", ctx -> ctx.bytes().length, without("other"));
    router.group(
        "/group",
        group ->
            group
                .use(BodyLimit.create(body -> body.maxSize(2 << 20)))
                .post("", ctx -> ctx.bytes().length));
    App app =
        App.named("test", ":0")
            .use(Middleware.named("other", BodyLimit.of(10)))
            .post("/app", ctx -> ctx.bytes().length)
            .mount(router);
    try (InMemory server = InMemory.of(app)) {
      Map<String, Integer> limits =
          Map.of(
              "/app",
              10,
              "/router",
              100,
              "/route",
              50,
              "/option",
              70,
              "/without",
              10,
              "/group",
              2 << 20,
              "/named",
              100);
      for (Map.Entry<String, Integer> each : limits.entrySet()) {
        int limit = each.getValue();
        assertThat(server.send(post(each.getKey(), limit)).status())
            .as(each.getKey())
            .isEqualTo(200);
        assertThat(server.send(post(each.getKey(), limit + 1)).status())
            .as(each.getKey())
            .isEqualTo(413);
        InputStream unannounced = new ByteArrayInputStream(new byte[limit + 1]);
        assertThat(
                server.send(MemoryRequest.of("POST", each.getKey()).body(unannounced, -1)).status())
            .as(each.getKey())
            .isEqualTo(413);
      }
      assertThat(server.running().routes("test").getFirst().middleware()).containsExactly("other");
    }
  }

  @Test
  void refusesABodyThatIsAnnouncedTooLargeBeforeAByteOfItIsRead() throws Exception {
    Router router = Router.named("r").post("/", ctx -> "x", use(BodyLimit.of(5)));
    AtomicInteger read = new AtomicInteger();
    InputStream counted =
        new FilterInputStream(new ByteArrayInputStream(new byte[6])) {
          @Override
          public int read(byte[] target, int offset, int length) throws IOException {
            read.incrementAndGet();
            return super.read(target, offset, length);
          }
        };
    try (InMemory server = InMemory.of(router)) {
      assertThat(server.send(MemoryRequest.of("POST", "/").body(counted, 6)).status())
          .isEqualTo(413);
      assertThat(read).hasValue(0);
    }
  }

  @Test
  void setsLimitsByNameAndConfiguration() throws Exception {
    Router router =
        Router.named("r")
            .use(
                Middleware.registered("body-limit", Map.of("max-size", "10B")),
                Middleware.named(
                    "quick", Middleware.registered("timeout", Map.of("after", "50ms"))),
                Middleware.registered("decompression"))
            .post("/", ctx -> ctx.bytes().length)
            .get("/time", ctx -> ctx.remaining().toMillis());
    try (InMemory server = InMemory.of(router)) {
      assertThat(server.send(post("/", 10)).status()).isEqualTo(200);
      assertThat(server.send(post("/", 11)).status()).isEqualTo(413);
      assertThat(server.running().routes("test").getFirst().middleware())
          .containsExactly("body-limit", "quick", "decompression");
    }
    try (InMemory server =
        InMemory.of(
            Server.named("s").app(App.named("test", ":0").mount(router)),
            "--middleware.body-limit.max-size=20B")) {
      assertThat(server.send(post("/", 20)).status()).isEqualTo(200);
    }
    assertThatThrownBy(() ->
            InMemory.of(
                Server.named("s").app(App.named("test", ":0").mount(router)),
                "--middleware.body-limit.max-size=-1",
                "--middleware.timeout.after=0s",
                "--middleware.decompression.max-ratio=0"))
        .hasMessageContaining("middleware.body-limit.max-size")
        .hasMessageContaining("middleware.timeout.after")
        .hasMessageContaining("middleware.decompression.max-ratio");
  }

  @Test
  void refusesLimitsThatAreNone() {
    assertThatThrownBy(() -> BodyLimit.of(-1)).hasMessageContaining("max-size is -1");
    assertThatThrownBy(() -> Timeout.after(Duration.ZERO)).hasMessageContaining("after is PT0S");
    assertThatThrownBy(() -> Decompression.create(d -> d.maxRatio(0)))
        .hasMessageContaining("max-ratio is 0");
    assertThatThrownBy(() -> new Limits(-1, Duration.ZERO, 0))
        .hasMessageContaining("limits must not be negative");
  }

  // ---- timeout

  @Test
  void cancelsWhatTakesTooLong() throws Exception {
    AtomicReference<String> told = new AtomicReference<>("");
    Router router =
        Router.named("r")
            .use(Timeout.create(t -> t.after(Duration.ofMillis(80))))
            .get(
                "/slow",
                ctx -> {
                  ctx.cancellation()
                      .onCancel(() -> told.set(String.valueOf(ctx.cancellation().reason())));
                  Thread.sleep(10_000);
                  return "late";
                })
            .get("/quick", ctx -> "in time")
            .get(
                "/longer",
                ctx -> {
                  Thread.sleep(200);
                  return "allowed";
                },
                timeout(Duration.ofSeconds(20)))
            .get(
                "/left",
                ctx -> ctx.remaining().toSeconds(),
                use(Timeout.after(Duration.ofHours(2))));
    try (InMemory server = InMemory.of(router)) {
      long began = System.nanoTime();
      Answer late = server.get("/slow");
      assertThat(late.status()).isEqualTo(503);
      assertThat(late.body()).contains("deadline_exceeded");
      assertThat(late.header("retry-after")).contains("1");
      assertThat(System.nanoTime() - began).isLessThan(5_000_000_000L);
      assertThat(server.get("/quick").status()).isEqualTo(200);
      assertThat(server.get("/longer").status()).isEqualTo(200);
      assertThat(server.get("/left").body()).containsPattern("\"data\":71\\d\\d");
      for (int i = 0; i < 500 && told.get().isEmpty(); i++) {
        Thread.sleep(10);
      }
      assertThat(told.get()).contains("DEADLINE");
    }
  }

  // ---- decompression

  static byte[] gzip(byte[] content) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(content);
    }
    return out.toByteArray();
  }

  private static InMemory decoding() {
    return InMemory.of(
        Router.named("r")
            .use(Decompression.create(), BodyLimit.of(200_000))
            .post("/", ctx -> ctx.text(ctx.text()))
            .post("/json", ctx -> ctx.json(ctx.body(Map.class)))
            .post("/form", ctx -> ctx.text(ctx.form("a").orElse("")))
            .post(
                "/stream",
                ctx -> {
                  try (InputStream in = ctx.stream()) {
                    return ctx.text("" + in.read() + in.readAllBytes().length + in.read());
                  }
                })
            .post(
                "/fields",
                ctx ->
                    ctx.text(
                        ctx.header("content-encoding").isPresent()
                            + " "
                            + ctx.header("content-length").isPresent()
                            + " "
                            + ctx.headers().size()
                            + ctx.headers().name(0)))
            .post("/unread", ctx -> ctx.text("not asked"))
            .post("/plain", ctx -> ctx.text(ctx.text()), without("decompression")));
  }

  private static MemoryRequest packed(String path, String coding, byte[] body) {
    return MemoryRequest.of("POST", path).header("content-encoding", coding).body(body);
  }

  @Test
  void readsWhatWasPacked() throws Exception {
    try (InMemory server = decoding()) {
      byte[] hello = gzip("häβ".getBytes(UTF_8));
      for (String coding : List.of("gzip", "GZIP", "x-gzip", "identity, gzip")) {
        assertThat(server.send(packed("/", coding, hello)).body()).as(coding).isEqualTo("häβ");
      }
      assertThat(server.send(packed("/", "identity", "x".getBytes(UTF_8))).body()).isEqualTo("x");
      assertThat(server.send(MemoryRequest.of("POST", "/").body("x".getBytes(UTF_8))).body())
          .isEqualTo("x");
      assertThat(
              server
                  .send(
                      packed("/json", "gzip", gzip("{\"a\":1}".getBytes(UTF_8)))
                          .header("content-type", "application/json"))
                  .body())
          .isEqualTo("{\"a\":1}");
      assertThat(
              server
                  .send(
                      packed("/form", "gzip", gzip("a=b".getBytes(UTF_8)))
                          .header("content-type", "application/x-www-form-urlencoded"))
                  .body())
          .isEqualTo("b");
      assertThat(server.send(packed("/stream", "gzip", gzip(new byte[5000]))).body())
          .isEqualTo("04999-1");
      assertThat(server.send(packed("/fields", "gzip", hello)).body())
          .isEqualTo("false false 1host");
      InputStream chunked = new ByteArrayInputStream(hello);
      assertThat(
              server
                  .send(
                      MemoryRequest.of("POST", "/")
                          .header("content-encoding", "gzip")
                          .body(chunked, -1))
                  .body())
          .isEqualTo("häβ");
      assertThat(server.send(packed("/", "gzip", new byte[0])).body()).as("no body").isEmpty();
    }
  }

  @Test
  void refusesCodingsItDoesNotKnowAndMoreThanOne() throws Exception {
    try (InMemory server = decoding()) {
      byte[] hello = gzip("hello".getBytes(UTF_8));
      for (String coding :
          List.of("br", "deflate", "zstd", "gzip, gzip", "gzip,br", "", "gzip;q=1", "*")) {
        Answer answer = server.send(packed("/", coding, hello));
        assertThat(answer.status()).as(coding).isEqualTo(415);
        assertThat(answer.header("accept-encoding")).contains("gzip");
      }
      Answer twice =
          server.send(packed("/", "gzip", gzip(hello)).header("content-encoding", "gzip"));
      assertThat(twice.status()).as("on two lines").isEqualTo(415);
      assertThat(server.send(packed("/plain", "gzip", hello)).status())
          .as("without the middleware")
          .isEqualTo(415);
      assertThat(server.send(packed("/unread", "br", hello)).status())
          .as("nobody asked for it")
          .isEqualTo(200);
    }
  }

  @Test
  void givesUpABombAsItIsRead() throws Exception {
    try (InMemory server = decoding()) {
      for (String path : List.of("/", "/stream")) {
        Answer tooLarge = server.send(packed(path, "gzip", gzip(noise(200_001))));
        assertThat(tooLarge.status()).as(path).isEqualTo(413);
        Answer ratio = server.send(packed(path, "gzip", gzip(new byte[150_000])));
        assertThat(ratio.status()).as(path).isEqualTo(413);
        assertThat(ratio.body()).contains("packed more than 100 times");
      }
      byte[] bomb = gzip(new byte[50 << 20]);
      assertThat(server.send(packed("/", "gzip", bomb)).status()).isEqualTo(413);
      assertThat(server.send(packed("/stream", "gzip", gzip(new byte[8 * 1024]))).status())
          .as("a short one may repeat itself")
          .isEqualTo(200);
      assertThat(server.send(packed("/stream", "gzip", gzip(noise(199_000)))).status())
          .isEqualTo(200);
    }
  }

  /** Bytes that pack badly. */
  private static byte[] noise(int length) {
    byte[] bytes = new byte[length];
    new java.util.Random(7).nextBytes(bytes);
    for (int i = 0; i < length; i++) {
      bytes[i] &= 15;
    }
    return bytes;
  }

  @Test
  void readsSeveralMembersAndEveryFieldOfTheirHeads() throws Exception {
    byte[] plain = gzip("two".getBytes(UTF_8));
    ByteArrayOutputStream full = new ByteArrayOutputStream();
    full.write(new byte[] {0x1f, (byte) 0x8b, 8, 2 | 4 | 8 | 16, 1, 2, 3, 4, 0, 3, 2, 0, 9, 9});
    full.write("name\0comment\0".getBytes(UTF_8));
    CRC32 ofHead = new CRC32();
    ofHead.update(full.toByteArray());
    full.write((int) ofHead.getValue() & 0xff);
    full.write((int) ofHead.getValue() >>> 8 & 0xff);
    full.write(plain, 10, plain.length - 10);
    full.write(plain);
    try (InMemory server = decoding()) {
      assertThat(server.send(packed("/", "gzip", full.toByteArray())).body()).isEqualTo("twotwo");
      byte[] otherName = full.toByteArray();
      otherName[14] = 'N';
      assertThat(server.send(packed("/", "gzip", otherName)).status())
          .as("the head has another sum")
          .isEqualTo(400);
      InputStream slowly =
          new SequenceInputStream(
              new ByteArrayInputStream(plain, 0, 7),
              new ByteArrayInputStream(plain, 7, plain.length - 7));
      assertThat(
              server
                  .send(
                      MemoryRequest.of("POST", "/stream")
                          .header("content-encoding", "gzip")
                          .body(slowly, plain.length))
                  .body())
          .isEqualTo("1162-1");
    }
  }

  @Test
  void refusesWhatIsNoGzip() throws Exception {
    byte[] good = gzip("hello, hello, hello".getBytes(UTF_8));
    try (InMemory server = decoding()) {
      for (int end = 1; end < good.length; end++) {
        byte[] part = java.util.Arrays.copyOf(good, end);
        assertThat(server.send(packed("/", "gzip", part)).status()).as("%d", end).isEqualTo(400);
      }
      for (int at : new int[] {0, 1, 2, 3, good.length - 8, good.length - 1}) {
        byte[] broken = good.clone();
        broken[at] ^= (byte) 0xff;
        assertThat(server.send(packed("/", "gzip", broken)).status()).as("%d", at).isEqualTo(400);
      }
      byte[] more = java.util.Arrays.copyOf(good, good.length + 3);
      assertThat(server.send(packed("/", "gzip", more)).status()).as("more after").isEqualTo(400);
      byte[] dictionary = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 7, 7, 7, 7, 7, 7, 7};
      assertThat(server.send(packed("/", "gzip", dictionary)).status()).isEqualTo(400);
    }
  }
}
