package io.lokstra.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lokstra.config.ConfigSources;
import io.lokstra.config.Configuration;
import io.lokstra.http.Router;
import io.lokstra.http.StaticFiles;
import io.lokstra.internal.memory.MemoryRequest;
import io.lokstra.middleware.Compression;
import io.lokstra.middleware.Etag;
import io.lokstra.web.InMemory.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StaticFilesTest {
  private static final String MODIFIED = "Sun, 06 Nov 1994 08:49:37 GMT";

  @TempDir Path root;

  @BeforeEach
  void writeFiles() throws IOException {
    write("index.html", "<h1>home</h1>");
    write("app.js", "let a = 1;");
    write("letters.txt", "abcdefghijklmnopqrstuvwxyz");
    write("docs/index.html", "<h1>docs</h1>");
    write("docs/page.html", "<h1>page</h1>");
    write("empty/readme.txt", "no index");
    write("none.txt", "");
    write(".env", "SECRET=1");
    write(".well-known/security.txt", "Contact: x");
    write("assets/app.3f2a9b1c.js", "let b = 2;");
    write("data.unknown", "?");
  }

  private void write(String path, String content) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
    Files.setLastModifiedTime(file, FileTime.from(Instant.parse("1994-11-06T08:49:37Z")));
  }

  private InMemory serving() {
    return serving(files -> files);
  }

  private InMemory serving(UnaryOperator<StaticFiles.Options> options) {
    return InMemory.of(Router.named("r").files("/static", StaticFiles.from(root, options)));
  }

  private static MemoryRequest get(String target, String... fields) {
    MemoryRequest request = MemoryRequest.of("GET", target);
    for (int i = 0; i < fields.length; i += 2) {
      request = request.header(fields[i], fields[i + 1]);
    }
    return request;
  }

  // ---- what is there

  @Test
  void servesAFileWithAllThatIsToBeSaidOfIt() throws IOException {
    try (InMemory server = serving()) {
      for (int i = 0; i < 2; i++) {
        Answer answer = server.get("/static/app.js");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("let a = 1;");
        assertThat(answer.header("content-type")).contains("text/javascript; charset=utf-8");
        assertThat(answer.header("content-length")).contains("10");
        assertThat(answer.header("last-modified")).contains(MODIFIED);
        assertThat(answer.header("etag").orElseThrow()).matches("\"a-[0-9a-f]+\"");
        assertThat(answer.header("cache-control")).contains("no-cache");
        assertThat(answer.header("accept-ranges")).contains("bytes");
        assertThat(answer.header("vary")).isEmpty();
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/static/, <h1>home</h1>",
    "/static/index.html, <h1>home</h1>",
    "/static/docs/, <h1>docs</h1>",
    "/static/docs/page.html, <h1>page</h1>",
  })
  void servesTheIndexOfAFolder(String target, String body) throws IOException {
    try (InMemory server = serving()) {
      assertThat(server.get(target).body()).isEqualTo(body);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/static, /static/",
    "/static?a=b, /static/?a=b",
    "/static/docs, /static/docs/",
    "/static/docs?x=%2F, /static/docs/?x=%2F",
    "http://test/static/docs, /static/docs/",
  })
  void leadsFromAFolderToItsSlash(String target, String location) throws IOException {
    try (InMemory server = serving()) {
      Answer answer = server.get(target);
      assertThat(answer.status()).isEqualTo(308);
      assertThat(answer.header("location")).contains(location);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/static/nothing.txt",
        "/static/app.js/",
        "/static/app.js/x",
        "/static/empty/",
        "/static/empty",
        "/static/.env",
        "/static/.well-known/security.txt",
        "/static/docs/.git/config",
        "/static/App.js",
        "/static/app.js.",
        "/static/app.js%20",
        "/static/app.js::$DATA",
        "/static/C:/windows/win.ini",
        "/static/nul",
        "/static/aux.txt",
        "/static/..x/..%2e",
        "/static/%F0%9F%98%80",
      })
  void hasNothingElse(String target) throws IOException {
    try (InMemory server = serving()) {
      assertThat(server.get(target).status()).isEqualTo(404);
    }
  }

  @Test
  void hasNoNameThatIsLongerThanAFileSystemTakes() throws IOException {
    try (InMemory server = serving()) {
      assertThat(server.get("/static/" + "a".repeat(256)).status()).isEqualTo(404);
      assertThat(server.get("/static/" + "%E2%82%AC".repeat(100)).status()).isEqualTo(404);
      assertThat(server.get("/static/" + "a/".repeat(1500)).status()).isEqualTo(404);
    }
  }

  @Test
  void servesWellKnownWhereToldTo() throws IOException {
    write("docs/.well-known/x.txt", "no");
    try (InMemory server = serving(files -> files.wellKnown(true))) {
      assertThat(server.get("/static/.well-known/security.txt").status()).isEqualTo(200);
      assertThat(server.get("/static/docs/.well-known/x.txt").status()).isEqualTo(404);
      assertThat(server.get("/static/.well-known/.env").status()).isEqualTo(404);
    }
  }

  @Test
  void refusesOtherMethods() throws IOException {
    try (InMemory server = serving()) {
      Answer answer = server.send(MemoryRequest.of("POST", "/static/app.js"));
      assertThat(answer.status()).isEqualTo(405);
      assertThat(answer.header("allow")).contains("GET, HEAD, OPTIONS");
    }
  }

  @Test
  void answersHeadWithoutABody() throws IOException {
    try (InMemory server = serving()) {
      MemoryRequest head =
          MemoryRequest.of("HEAD", "/static/letters.txt").header("range", "bytes=0-3");
      Answer answer = server.send(head);
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.body()).isEmpty();
      assertThat(answer.header("content-length")).contains("26");
    }
  }

  // ---- conditions

  @ParameterizedTest
  @CsvSource({
    "if-none-match, TAG, 304",
    "if-none-match, W/TAG, 304",
    "if-none-match, *, 304",
    "if-none-match, '\"x\", TAG', 304",
    "if-none-match, '\"x\"', 200",
    "if-none-match, x, 400",
    "if-modified-since, 'Sun, 06 Nov 1994 08:49:37 GMT', 304",
    "if-modified-since, 'Sun, 06 Nov 1994 08:49:38 GMT', 304",
    "if-modified-since, 'Sun, 06 Nov 1994 08:49:36 GMT', 200",
    "if-modified-since, 'Sunday, 06-Nov-94 08:49:37 GMT', 304",
    "if-modified-since, Sun Nov  6 08:49:37 1994, 304",
    "if-modified-since, yesterday, 200",
    "if-match, TAG, 200",
    "if-match, *, 200",
    "if-match, W/TAG, 412",
    "if-match, '\"x\"', 412",
    "if-unmodified-since, 'Sun, 06 Nov 1994 08:49:37 GMT', 200",
    "if-unmodified-since, 'Sun, 06 Nov 1994 08:49:36 GMT', 412",
    "if-unmodified-since, nonsense, 200",
  })
  void holdsToConditions(String field, String value, int status) throws IOException {
    try (InMemory server = serving()) {
      String tag = server.get("/static/letters.txt").header("etag").orElseThrow();
      Answer answer = server.send(get("/static/letters.txt", field, value.replace("TAG", tag)));
      assertThat(answer.status()).isEqualTo(status);
      if (status == 304) {
        assertThat(answer.body()).isEmpty();
        assertThat(answer.header("etag")).contains(tag);
        assertThat(answer.header("cache-control")).contains("no-cache");
        assertThat(answer.header("content-type")).isEmpty();
      }
    }
  }

  @Test
  void looksAtTheTagBeforeTheTime() throws IOException {
    try (InMemory server = serving()) {
      Answer answer =
          server.send(
              get(
                  "/static/letters.txt",
                  "if-none-match",
                  "\"other\"",
                  "if-modified-since",
                  MODIFIED));
      assertThat(answer.status()).isEqualTo(200);
    }
  }

  @Test
  void givesAYoungFileAWeakTagUntilItHasSettled() throws IOException {
    Files.writeString(root.resolve("young.txt"), "young");
    Files.setLastModifiedTime(
        root.resolve("young.txt"), FileTime.from(Instant.now().plusSeconds(1)));
    try (InMemory server = serving(files -> files.recheck(Duration.ofMillis(1)))) {
      Answer answer = server.get("/static/young.txt");
      assertThat(answer.header("etag").orElseThrow()).startsWith("W/\"");
      // A time that has not come yet is not passed on.
      assertThat(answer.header("last-modified")).isEmpty();
      Files.setLastModifiedTime(root.resolve("young.txt"), FileTime.from(Instant.now()));
      Waiting.until(
          () -> server.get("/static/young.txt").header("etag").orElseThrow().startsWith("\""));
      assertThat(server.get("/static/young.txt").header("last-modified")).isPresent();
    }
  }

  // ---- ranges

  @ParameterizedTest
  @CsvSource({
    "bytes=0-3, abcd, bytes 0-3/26",
    "bytes=23-, xyz, bytes 23-25/26",
    "bytes=-2, yz, bytes 24-25/26",
    "bytes=20-99, uvwxyz, bytes 20-25/26",
    "BYTES=0-0, a, bytes 0-0/26",
    "'bytes=0-1,2-3', abcd, bytes 0-3/26",
    "'bytes=0-3,99-', abcd, bytes 0-3/26",
  })
  void sendsOnePart(String range, String body, String contentRange) throws IOException {
    for (int perFile : new int[] {1 << 10, 0}) {
      try (InMemory server = serving(files -> files.memory(1 << 20, perFile))) {
        Answer answer = server.send(get("/static/letters.txt", "range", range));
        assertThat(answer.status()).isEqualTo(206);
        assertThat(answer.body()).isEqualTo(body);
        assertThat(answer.header("content-range")).contains(contentRange);
        assertThat(answer.header("content-length")).contains(String.valueOf(body.length()));
        assertThat(answer.header("content-type")).contains("text/plain; charset=utf-8");
        assertThat(answer.header("etag")).isPresent();
      }
    }
  }

  @Test
  void sendsSeveralParts() throws IOException {
    for (int perFile : new int[] {1 << 10, 0}) {
      try (InMemory server = serving(files -> files.memory(1 << 20, perFile))) {
        Answer answer = server.send(get("/static/letters.txt", "range", "bytes=24-,0-1, 10-12"));
        assertThat(answer.status()).isEqualTo(206);
        assertThat(answer.header("content-range")).isEmpty();
        String type = answer.header("content-type").orElseThrow();
        assertThat(type).matches("multipart/byteranges; boundary=[0-9a-f-]{36}");
        String boundary = type.substring(type.indexOf('=') + 1);
        assertThat(answer.body())
            .isEqualTo(
                """
                --B
                Content-Type: text/plain; charset=utf-8
                Content-Range: bytes 24-25/26

                yz
                --B
                Content-Type: text/plain; charset=utf-8
                Content-Range: bytes 0-1/26

                ab
                --B
                Content-Type: text/plain; charset=utf-8
                Content-Range: bytes 10-12/26

                klm
                --B--
                """
                    .replace("--B", "--" + boundary)
                    .replace("\n", "\r\n"));
        assertThat(answer.header("content-length"))
            .contains(String.valueOf(answer.body().length()));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes=26-", "bytes=-0", "bytes=99-100, 200-"})
  void refusesWhatIsNotThere(String range) throws IOException {
    try (InMemory server = serving()) {
      Answer answer = server.send(get("/static/letters.txt", "range", range));
      assertThat(answer.status()).isEqualTo(416);
      assertThat(answer.header("content-range")).contains("bytes */26");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bytes=",
        "bytes=a-b",
        "bytes=3-2",
        "bytes 0-3",
        "lines=0-3",
        "bytes=0-3;4-5",
        "bytes=--1",
        "bytes=0,1",
        "bytes=0-0,1-1,2-2,3-3,4-4,5-5,6-6,7-7,8-8,9-9,10-10,11-11,12-12,13-13,14-14,15-15,16-16",
        "bytes=,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,0-3",
      })
  void sendsTheWholeForARangeItDoesNotTake(String range) throws IOException {
    try (InMemory server = serving()) {
      Answer answer = server.send(get("/static/letters.txt", "range", range));
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.body()).hasSize(26);
    }
  }

  @Test
  void sendsTheWholeOfAnEmptyFileAndForTwoRangeFields() throws IOException {
    try (InMemory server = serving()) {
      assertThat(server.send(get("/static/none.txt", "range", "bytes=0-")).status()).isEqualTo(200);
      Answer twice =
          server.send(get("/static/letters.txt", "range", "bytes=0-1", "range", "bytes=2-3"));
      assertThat(twice.status()).isEqualTo(200);
    }
    try (InMemory server = serving(files -> files.maxRanges(0))) {
      Answer answer = server.send(get("/static/letters.txt", "range", "bytes=0-1"));
      assertThat(answer.status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "TAG, 206",
    "'\"x\"', 200",
    "W/TAG, 200",
    "'Sun, 06 Nov 1994 08:49:37 GMT', 206",
    "'Sun, 06 Nov 1994 08:49:38 GMT', 200",
    "nonsense, 200",
  })
  void sendsAPartOnlyOfWhatTheClientHas(String validator, int status) throws IOException {
    try (InMemory server = serving()) {
      String tag = server.get("/static/letters.txt").header("etag").orElseThrow();
      Answer answer =
          server.send(
              get(
                  "/static/letters.txt",
                  "range",
                  "bytes=0-3",
                  "if-range",
                  validator.replace("TAG", tag)));
      assertThat(answer.status()).isEqualTo(status);
    }
  }

  // ---- forms

  @ParameterizedTest
  @CsvSource({
    "'gzip, br', br, B",
    "'gzip, br, zstd', br, B",
    "'gzip, zstd', zstd, Z",
    "gzip, gzip, G",
    "'gzip;q=1.0, br;q=0.5', gzip, G",
    "'*', br, B",
    "'*;q=0.1, br;q=0', zstd, Z",
    "'identity, gzip;q=0.5', , let a = 1;",
    "'gzip;q=0', , let a = 1;",
    "deflate, , let a = 1;",
  })
  void sendsThePackedFormThatIsLikedBest(String accepted, String coding, String body)
      throws IOException {
    write("app.js.br", "B");
    write("app.js.zst", "Z");
    write("app.js.gz", "G");
    try (InMemory server = serving()) {
      Answer answer = server.send(get("/static/app.js", "accept-encoding", accepted));
      assertThat(answer.body()).isEqualTo(body);
      assertThat(answer.header("content-encoding").orElse(null)).isEqualTo(coding);
      assertThat(answer.header("vary")).contains("Accept-Encoding");
      assertThat(answer.header("content-type")).contains("text/javascript; charset=utf-8");
    }
  }

  @Test
  void givesEachFormItsOwnTagAndRanges() throws IOException {
    write("app.js.gz", "0123456789");
    Files.setLastModifiedTime(root.resolve("app.js.gz"), FileTime.from(Instant.EPOCH));
    try (InMemory server = serving()) {
      String plain = server.get("/static/app.js").header("etag").orElseThrow();
      Answer packed =
          server.send(get("/static/app.js", "accept-encoding", "gzip", "range", "bytes=3-4"));
      assertThat(packed.status()).isEqualTo(206);
      assertThat(packed.body()).isEqualTo("34");
      assertThat(packed.header("etag")).isPresent().get().isNotEqualTo(plain);
      assertThat(
              server
                  .send(get("/static/app.js", "accept-encoding", "gzip", "if-none-match", plain))
                  .status())
          .isEqualTo(200);
    }
    try (InMemory server = serving(files -> files.precompressed(false))) {
      Answer answer = server.send(get("/static/app.js", "accept-encoding", "gzip"));
      assertThat(answer.header("content-encoding")).isEmpty();
      assertThat(answer.header("vary")).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/static/data.unknown, application/octet-stream",
    "/static/index.html, text/html; charset=utf-8",
    "/static/model.glb, model/gltf-binary",
  })
  void knowsMediaTypes(String target, String type) throws IOException {
    write("model.glb", "x");
    try (InMemory server = serving(files -> files.type("GLB", "model/gltf-binary"))) {
      assertThat(server.get(target).header("content-type")).contains(type);
    }
  }

  // ---- keeping

  @Test
  void saysHowLongFilesMayBeKept() throws IOException {
    write("fonts/a.woff2", "x");
    write("bundle/main.js", "x");
    try (InMemory server =
        serving(files ->
            files
                .cacheControl("max-age=60")
                .cache("*.woff2", "max-age=600")
                .immutable("bundle/**"))) {
      assertThat(server.get("/static/app.js").header("cache-control")).contains("max-age=60");
      assertThat(server.get("/static/fonts/a.woff2").header("cache-control"))
          .contains("max-age=600");
      assertThat(server.get("/static/bundle/main.js").header("cache-control"))
          .contains("public, max-age=31536000, immutable");
      assertThat(server.get("/static/assets/app.3f2a9b1c.js").header("cache-control"))
          .contains("public, max-age=31536000, immutable");
    }
    try (InMemory server = serving(files -> files.fingerprints(false))) {
      assertThat(server.get("/static/assets/app.3f2a9b1c.js").header("cache-control"))
          .contains("no-cache");
    }
  }

  @Test
  void seesThatAFileHasChangedOrIsGone() throws Exception {
    try (InMemory server = serving(files -> files.recheck(Duration.ofMillis(20)))) {
      assertThat(server.get("/static/letters.txt").body()).startsWith("abc");
      Files.writeString(root.resolve("letters.txt"), "changed");
      Waiting.until(() -> server.get("/static/letters.txt").body().equals("changed"));
      Files.writeString(root.resolve("app.js.gz"), "late");
      Waiting.until(() ->
          server.send(get("/static/app.js", "accept-encoding", "gzip")).body().equals("late"));
      Files.delete(root.resolve("letters.txt"));
      Waiting.until(() -> server.get("/static/letters.txt").status() == 404);
    }
  }

  @Test
  void sendsALargeFileAsItIsNow() throws IOException {
    try (InMemory server =
        serving(files -> files.memory(1 << 20, 10).recheck(Duration.ofHours(1)))) {
      assertThat(server.get("/static/letters.txt").body()).startsWith("abc");
      Files.writeString(root.resolve("letters.txt"), "long enough, and changed");
      assertThat(server.get("/static/letters.txt").body()).isEqualTo("long enough, and changed");
    }
  }

  @Test
  void keepsNothingInDevelopment() throws IOException {
    try (InMemory server = serving(StaticFiles.Options::development)) {
      assertThat(server.get("/static/assets/app.3f2a9b1c.js").header("cache-control"))
          .contains("no-store");
      assertThat(server.get("/static/letters.txt").body()).startsWith("abc");
      Files.writeString(root.resolve("letters.txt"), "changed");
      assertThat(server.get("/static/letters.txt").body()).isEqualTo("changed");
    }
  }

  @Test
  void keepsNoMoreThanItMay() throws IOException {
    for (int i = 0; i < 40; i++) {
      write("many/" + i + ".txt", String.valueOf(i).repeat(500));
    }
    try (InMemory server = serving(files -> files.memory(20_000, 1_000))) {
      for (int round = 0; round < 2; round++) {
        for (int i = 0; i < 40; i++) {
          assertThat(server.get("/static/many/" + i + ".txt").body())
              .isEqualTo(String.valueOf(i).repeat(500));
        }
      }
    }
  }

  // ---- single-page applications

  private static final String BROWSER = "text/html,application/xhtml+xml,*/*;q=0.8";

  private InMemory application() {
    Router router =
        Router.named("r")
            .get("/api/todos", ctx -> ctx.text("[]"))
            .files("/", StaticFiles.from(root, files -> files.singlePage("index.html", "/api/")));
    return InMemory.of(router);
  }

  @ParameterizedTest
  @CsvSource({
    "/, 200",
    "/orders, 200",
    "/orders/7, 200",
    "/orders/7/, 200",
    "/apis, 200",
    "/app.js, 200",
    "/api, 404",
    "/api/nothing, 404",
    "/missing.js, 404",
    "/assets/missing.css, 404",
    "/.env, 404",
  })
  void answersForThePagesOfAnApplication(String target, int status) throws IOException {
    try (InMemory server = application()) {
      Answer answer = server.send(get(target, "accept", BROWSER));
      assertThat(answer.status()).isEqualTo(status);
      if (status == 200 && !target.contains(".")) {
        assertThat(answer.body()).isEqualTo("<h1>home</h1>");
        assertThat(answer.header("cache-control")).contains("no-cache");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"*/*", "application/json", "text/html;q=0", "text/html; q=0.000", "text/*", ""})
  void answersForPagesOnlyToBrowsers(String accept) throws IOException {
    try (InMemory server = application()) {
      Answer answer = server.send(get("/orders", "accept", accept));
      assertThat(answer.status()).isEqualTo(404);
      assertThat(answer.header("vary")).contains("Accept");
      assertThat(server.get("/orders").status()).isEqualTo(404);
    }
  }

  @Test
  void leavesTheApiAlone() throws IOException {
    try (InMemory server = application()) {
      assertThat(server.send(get("/api/todos", "accept", BROWSER)).body()).isEqualTo("[]");
      Answer answer = server.send(get("/orders", "accept", "text/html;q=0.5"));
      assertThat(answer.header("vary")).contains("Accept");
      assertThat(server.send(MemoryRequest.of("POST", "/orders")).status()).isEqualTo(405);
    }
  }

  // ---- with middleware

  @Test
  void getsOnWithCompressionAndEtag() throws IOException {
    write("long.txt", "abcdefghij".repeat(1_000));
    write("packed.txt", "abcdefghij".repeat(1_000));
    write("packed.txt.gz", "0123456789".repeat(200));
    Router router =
        Router.named("r")
            .use(Compression.create(), Etag.create())
            .files("/static", StaticFiles.from(root));
    try (InMemory server = InMemory.of(router)) {
      Answer packed = server.send(get("/static/long.txt", "accept-encoding", "gzip"));
      assertThat(packed.header("content-encoding")).contains("gzip");
      assertThat(packed.header("accept-ranges")).isEmpty();
      String tag = packed.header("etag").orElseThrow();
      assertThat(tag).startsWith("W/\"");
      Answer again =
          server.send(get("/static/long.txt", "accept-encoding", "gzip", "if-none-match", tag));
      assertThat(again.status()).isEqualTo(304);
      assertThat(again.header("vary")).contains("Accept-Encoding");
      Answer part =
          server.send(get("/static/long.txt", "accept-encoding", "gzip", "range", "bytes=0-2000"));
      assertThat(part.status()).isEqualTo(206);
      assertThat(part.header("content-encoding")).isEmpty();
      assertThat(part.body()).hasSize(2_001);
      Answer ready = server.send(get("/static/packed.txt", "accept-encoding", "gzip"));
      assertThat(ready.body()).isEqualTo("0123456789".repeat(200));
      assertThat(ready.headers().all("content-encoding")).containsExactly("gzip");
      assertThat(ready.headers().all("vary")).containsExactly("Accept-Encoding");
      assertThat(ready.header("etag").orElseThrow()).startsWith("\"");
    }
  }

  // ---- by configuration

  @Test
  void readsItsOptionsFromAnySection() throws IOException {
    assertThat(Configuration.load(ConfigSources.none()).bind("files", StaticFiles.Options.class))
        .isEqualTo(StaticFiles.Options.defaults());
    Files.createSymbolicLink(root.resolve("link.txt"), Path.of("letters.txt"));
    Configuration configured =
        Configuration.load(
            ConfigSources.none()
                .commandLine(
                    "--site.links=inside",
                    "--site.fallback=docs/page.html",
                    "--site.except=/api/,admin",
                    "--site.memory=1MiB",
                    "--site.cache-control=max-age=5"));
    StaticFiles files = StaticFiles.from(root, configured.bind("site", StaticFiles.Options.class));
    try (InMemory server = InMemory.of(Router.named("r").files("/", files))) {
      assertThat(server.get("/link.txt").body()).startsWith("abc");
      assertThat(server.get("/app.js").header("cache-control")).contains("max-age=5");
      Answer page = server.send(get("/orders", "accept", "text/html"));
      assertThat(page.body()).isEqualTo("<h1>page</h1>");
      assertThat(page.header("cache-control")).contains("no-cache");
      assertThat(server.send(get("/admin/x", "accept", "text/html")).status()).isEqualTo(404);
      assertThat(server.send(get("/api/x", "accept", "text/html")).status()).isEqualTo(404);
    }
    assertThatThrownBy(() ->
            Configuration.load(ConfigSources.none().commandLine("--site.cache-control=a\nb"))
                .bind("site", StaticFiles.Options.class))
        .hasMessageContaining("cache-control");
  }

  // ---- what is wrong is said at start

  @Test
  void refusesOptionsThatMakeNoSense() {
    assertThatThrownBy(() -> StaticFiles.from(root.resolve("nowhere")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("nowhere")
        .hasMessageContaining("create it, or name another");
    assertThatThrownBy(() -> serving(files -> files.index("a/b")))
        .hasMessageContaining("index is no name of a file");
    assertThatThrownBy(() -> serving(files -> files.singlePage("../x")))
        .hasMessageContaining("fallback is no path of a file");
    assertThatThrownBy(() -> serving(files -> files.cache("/a", "no-store")))
        .hasMessageContaining("not a pattern of paths: '/a'");
    assertThatThrownBy(() -> serving(files -> files.cache("a", "no\nstore")))
        .hasMessageContaining("cache-control");
    assertThatThrownBy(() -> serving(files -> files.type("x", "a\r\nb")))
        .hasMessageContaining("content-type");
    assertThatThrownBy(() -> serving(files -> files.maxRanges(-1)))
        .hasMessageContaining("max-ranges");
    assertThatThrownBy(() -> serving(files -> files.maxOpenFiles(0)))
        .hasMessageContaining("max-open-files");
  }
}
