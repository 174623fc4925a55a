package io.lokstra.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lokstra.bind.FormParam;
import io.lokstra.bind.QueryParam;
import io.lokstra.http.App;
import io.lokstra.http.RequestContext;
import io.lokstra.http.RouteOption;
import io.lokstra.http.Router;
import io.lokstra.http.Server;
import io.lokstra.http.StartupException;
import io.lokstra.internal.memory.MemoryReply;
import io.lokstra.internal.memory.MemoryRequest;
import io.lokstra.upload.Part;
import io.lokstra.upload.Upload;
import jakarta.validation.constraints.Size;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Forms with files, from body to handler, and what is left of them: nothing. */
@Timeout(60)
class UploadsTest {
  private static final long LARGE = 8L << 20;

  @TempDir Path directory;

  /** Puts a form together. */
  private static final class FormBody {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    FormBody field(String name, String value) {
      return part("name=\"" + name + "\"", "", value.getBytes(UTF_8));
    }

    FormBody file(String name, String fileName, byte[] content) {
      return part(
          "name=\"" + name + "\"; filename=\"" + fileName + "\"",
          "Content-Type: image/png\r\n",
          content);
    }

    FormBody part(String disposition, String more, byte[] content) {
      out.writeBytes(
          ("--b\r\nContent-Disposition: form-data; " + disposition + "\r\n" + more + "\r\n")
              .getBytes(UTF_8));
      out.writeBytes(content);
      out.writeBytes(new byte[] {'\r', '\n'});
      return this;
    }

    byte[] bytes() {
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      all.writeBytes(out.toByteArray());
      all.writeBytes("--b--\r\n".getBytes(UTF_8));
      return all.toByteArray();
    }

    MemoryRequest to(String target) {
      return MemoryRequest.of("POST", target)
          .header("content-type", "multipart/form-data; boundary=b")
          .body(bytes());
    }
  }

  private InMemory serving(Router router, String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.add("--server.uploads.directory=" + directory);
    return InMemory.of(
        Server.named("test").app(App.named("test", ":0").mount(router)),
        all.toArray(new String[0]));
  }

  /** The files that are kept now. */
  private List<Path> kept() throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      return all.filter(Files::isRegularFile)
          .filter(file -> !file.getFileName().toString().equals(".lock"))
          .toList();
    }
  }

  private void awaitNothingKept() throws Exception {
    for (int i = 0; !nothingIsKept(); i++) {
      assertThat(i).as("files are left after twenty seconds").isLessThan(4_000);
      Thread.sleep(5);
    }
  }

  private boolean nothingIsKept() throws IOException {
    try {
      return kept().isEmpty();
    } catch (UncheckedIOException e) {
      return false; // a file went away while it was looked at
    }
  }

  private static Map<String, Object> shown(Upload upload) throws IOException {
    try (InputStream in = upload.open()) {
      byte[] content = in.readAllBytes();
      assertThat(content).hasSize((int) upload.size());
      return Map.of(
          "field", upload.field(),
          "name", upload.fileName().orElse("none"),
          "type", upload.contentType().orElse("none"),
          "size", upload.size(),
          "sum", java.util.Arrays.hashCode(content));
    }
  }

  private static byte[] bytes(int length) {
    byte[] content = new byte[length];
    new java.util.Random(length).nextBytes(content);
    return content;
  }

  @Test
  void takesInFieldsAndFilesOfEverySize() throws Exception {
    Router router =
        Router.named("r")
            .post(
                "/",
                ctx -> {
                  assertThat(ctx.form("title")).contains("Größe\r\n");
                  assertThat(ctx.form("n", int.class)).contains(7);
                  assertThat(ctx.form().all("title")).hasSize(2);
                  assertThat(ctx.upload("none")).isEmpty();
                  assertThat(ctx.upload("title")).isEmpty();
                  return ctx.json(shown(ctx.upload("file").orElseThrow()));
                },
                RouteOption.maxBody(LARGE));
    try (InMemory server = serving(router)) {
      for (int size : new int[] {0, 1, 65_535, 65_536, 65_537, 1_000_000}) {
        byte[] content = bytes(size);
        InMemory.Answer answer =
            server.send(
                new FormBody()
                    .field("title", "Größe\r\n")
                    .file("file", "../a/bild.png", content)
                    .field("n", "7")
                    .field("title", "")
                    .to("/"));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body())
            .contains("\"field\":\"file\"")
            .contains("\"name\":\"bild.png\"")
            .contains("\"type\":\"image/png\"")
            .contains("\"size\":" + size)
            .contains("\"sum\":" + java.util.Arrays.hashCode(content));
      }
      awaitNothingKept();
    }
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void keepsLargeFilesWhereNobodyElseMayLook() throws Exception {
    AtomicReference<List<Path>> seen = new AtomicReference<>(List.of());
    Router router =
        Router.named("r")
            .post(
                "/",
                ctx -> {
                  Upload upload = ctx.upload("f").orElseThrow();
                  seen.set(kept());
                  return ctx.ok(upload.size());
                },
                RouteOption.maxBody(LARGE));
    try (InMemory server = serving(router)) {
      server.send(new FormBody().file("f", "secret.txt", bytes(60_000)).to("/"));
      assertThat(seen.get()).as("what fits in memory").isEmpty();
      server.send(
          new FormBody().file("f", "a", bytes(60_000)).file("f", "b", bytes(60_000)).to("/"));
      assertThat(seen.get()).as("what does not fit together").hasSize(1);
      awaitNothingKept();
      server.send(new FormBody().file("f", "secret.txt", bytes(200_000)).to("/"));
      assertThat(seen.get()).hasSize(1);
      Path file = seen.get().getFirst();
      assertThat(file.getFileName().toString()).startsWith("upload-").doesNotContain("secret");
      awaitNothingKept();
      Path own = file.getParent();
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(own)))
          .isEqualTo("rwx------");
    }
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void movesFilesOutAndRemovesTheRest() throws Exception {
    Path target = directory.resolve("moved");
    Router router =
        Router.named("r")
            .post(
                "/",
                ctx -> {
                  List<Upload> all = ctx.uploads("f");
                  for (Upload each : all) {
                    Path to = target.resolveSibling("moved-" + each.size());
                    each.moveTo(to);
                    assertThatThrownBy(each::open)
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("was moved");
                    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(to)))
                        .isEqualTo("rw-------");
                  }
                  Upload left = ctx.upload("g").orElseThrow();
                  assertThatThrownBy(() -> left.moveTo(target.resolveSibling("moved-5")))
                      .isInstanceOf(FileAlreadyExistsException.class);
                  return ctx.noContent();
                },
                RouteOption.maxBody(LARGE));
    try (InMemory server = serving(router)) {
      InMemory.Answer answer =
          server.send(
              new FormBody()
                  .file("f", "a", bytes(5))
                  .file("f", "b", bytes(100_000))
                  .file("g", "c", bytes(100_001))
                  .to("/"));
      assertThat(answer.status()).as(answer.body()).isEqualTo(204);
    }
    try (Stream<Path> left = Files.list(directory)) {
      assertThat(left.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("moved-5", "moved-100000");
    }
    assertThat(Files.readAllBytes(directory.resolve("moved-5"))).isEqualTo(bytes(5));
    assertThat(Files.readAllBytes(directory.resolve("moved-100000"))).isEqualTo(bytes(100_000));
  }

  /** On every way out. */
  @Test
  void removesFilesHoweverTheRequestEnds() throws Exception {
    CountDownLatch waits = new CountDownLatch(2);
    Router router =
        Router.named("r")
            .post(
                "/fails",
                ctx -> {
                  assertThat(ctx.upload("f")).isPresent();
                  throw new IllegalStateException("a bug");
                },
                RouteOption.maxBody(LARGE))
            .post(
                "/waits",
                ctx -> {
                  assertThat(ctx.upload("f")).isPresent();
                  waits.countDown();
                  Thread.sleep(60_000);
                  return ctx.noContent();
                },
                RouteOption.maxBody(LARGE))
            .post("/form", ctx -> ctx.ok(ctx.form().size()), RouteOption.maxBody(LARGE))
            .post(
                "/late",
                ctx -> {
                  assertThat(ctx.upload("f")).isPresent();
                  Thread.sleep(60_000);
                  return ctx.noContent();
                },
                RouteOption.maxBody(LARGE),
                RouteOption.timeout(java.time.Duration.ofSeconds(1)));
    FormBody large = new FormBody().file("f", "x", bytes(300_000));
    try (InMemory server = serving(router, "--server.shutdown-timeout=1s")) {
      assertThat(server.send(large.to("/fails")).status()).isEqualTo(500);
      awaitNothingKept();

      assertThat(server.send(large.to("/late")).status()).isEqualTo(503);
      awaitNothingKept();

      // The client goes away while its handler works.
      MemoryReply gone = server.begin("test", large.to("/waits"));
      while (waits.getCount() > 1) {
        Thread.sleep(5);
      }
      gone.abort();
      awaitNothingKept();

      // What was taken in before the form turned out to be malformed.
      byte[] whole = large.bytes();
      byte[] cut = java.util.Arrays.copyOf(whole, whole.length - 9);
      MemoryRequest malformed =
          MemoryRequest.of("POST", "/form")
              .header("content-type", "multipart/form-data; boundary=b")
              .body(cut);
      assertThat(server.send(malformed).body()).contains("malformed_multipart");
      awaitNothingKept();

      // The server stops while a handler works.
      server.begin("test", large.to("/waits"));
      assertThat(waits.await(20, TimeUnit.SECONDS)).isTrue();
      assertThat(kept()).isNotEmpty();
    }
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void removesFilesWhenTheClientStopsInTheMiddle() throws Exception {
    CountDownLatch reached = new CountDownLatch(1);
    CountDownLatch cut = new CountDownLatch(1);
    byte[] whole = new FormBody().file("f", "x", bytes(500_000)).bytes();
    InputStream rest =
        new InputStream() {
          @Override
          public int read() throws IOException {
            reached.countDown();
            try {
              cut.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
            throw new IOException("the client's source is gone");
          }

          @Override
          public int read(byte[] target, int offset, int length) throws IOException {
            return read();
          }
        };
    InputStream body =
        new SequenceInputStream(new ByteArrayInputStream(whole, 0, whole.length - 100), rest);
    Router router =
        Router.named("r").post("/", ctx -> ctx.ok(ctx.form().size()), RouteOption.maxBody(LARGE));
    try (InMemory server = serving(router)) {
      server.begin(
          "test",
          MemoryRequest.of("POST", "/")
              .header("content-type", "multipart/form-data; boundary=b")
              .body(body, whole.length));
      assertThat(reached.await(20, TimeUnit.SECONDS)).isTrue();
      assertThat(kept()).isNotEmpty();
      cut.countDown();
      awaitNothingKept();
    }
  }

  // Binding.

  record Picture(
      @FormParam @Size(min = 2) String title,
      Upload image,
      Optional<Upload> thumbnail,
      @Size(max = 2) List<Upload> more,
      @QueryParam Optional<Integer> page) {}

  @FormParam
  record Document(String title, @FormParam("doc") Upload document) {}

  private static Router pictures() {
    return Router.named("r")
        .post(
            "/pictures",
            Picture.class,
            (ctx, in) ->
                ctx.json(
                    in.title()
                        + " "
                        + in.image().size()
                        + " "
                        + in.thumbnail().map(Upload::size).orElse(-1L)
                        + " "
                        + in.more().size()
                        + " "
                        + in.page().orElse(0)))
        .post("/documents", Document.class, (ctx, in) -> ctx.json(in.document().size()));
  }

  @Test
  void bindsFilesBesideFields() throws Exception {
    try (InMemory server = serving(pictures())) {
      assertThat(
              server
                  .send(
                      new FormBody()
                          .field("title", "Tea")
                          .file("image", "a.png", bytes(3))
                          .file("more", "b.png", bytes(4))
                          .file("more", "c.png", bytes(5))
                          // No file was chosen.
                          .file("thumbnail", "", bytes(0))
                          .to("/pictures?page=2"))
                  .body())
          .isEqualTo("\"Tea 3 -1 2 2\"");
      assertThat(
              server
                  .send(
                      new FormBody().field("title", "").file("doc", "x", bytes(9)).to("/documents"))
                  .body())
          .isEqualTo("9");
    }
  }

  @Test
  void saysEverythingThatIsWrongAtOnce() throws Exception {
    try (InMemory server = serving(pictures())) {
      InMemory.Answer missing =
          server.send(
              new FormBody()
                  .field("title", "x")
                  .file("more", "a", bytes(1))
                  .file("more", "b", bytes(1))
                  .file("more", "c", bytes(1))
                  .to("/pictures"));
      assertThat(missing.status()).isEqualTo(422);
      assertThat(missing.body())
          .contains("\"field\":\"title\"")
          .contains("\"field\":\"image\"")
          .contains("\"field\":\"more\"")
          .contains("\"code\":\"required\"");
      InMemory.Answer wrong =
          server.send(
              new FormBody()
                  .field("title", "x")
                  .field("image", "text")
                  .file("thumbnail", "a", bytes(1))
                  .file("thumbnail", "b", bytes(1))
                  .to("/pictures?page=x"));
      assertThat(wrong.status()).isEqualTo(400);
      assertThat(wrong.body())
          .contains("Must be a file.")
          .contains("Must be given once, but is there 2 times.")
          .contains("\"field\":\"page\"")
          .contains("\"field\":\"title\"");
    }
  }

  @Test
  void refusesWhatIsNoFormWithFiles() throws Exception {
    try (InMemory server = serving(pictures())) {
      MemoryRequest json =
          MemoryRequest.of("POST", "/pictures")
              .header("content-type", "application/json")
              .body("{}".getBytes(UTF_8));
      assertThat(server.send(json).status()).isEqualTo(415);
      MemoryRequest encoded =
          MemoryRequest.of("POST", "/pictures")
              .header("content-type", "application/x-www-form-urlencoded")
              .body("title=Tea".getBytes(UTF_8));
      InMemory.Answer answer = server.send(encoded);
      assertThat(answer.status()).isEqualTo(415);
      assertThat(answer.body()).contains("multipart/form-data");
      MemoryRequest unbounded =
          MemoryRequest.of("POST", "/pictures")
              .header("content-type", "multipart/form-data")
              .body("--b--".getBytes(UTF_8));
      assertThat(server.send(unbounded).body()).contains("The form has no boundary.");
      MemoryRequest packed =
          MemoryRequest.of("POST", "/pictures")
              .header("content-type", "multipart/form-data; boundary=b")
              .header("content-encoding", "gzip")
              .body("--b--".getBytes(UTF_8));
      assertThat(server.send(packed).status()).isEqualTo(415);
    }
  }

  record FileInQuery(@QueryParam Upload file) {}

  record FileAndJson(Upload file, String title) {}

  @Test
  void refusesAFileThatCanComeFromNowhereAtStart() {
    assertThatThrownBy(() ->
            serving(
                    Router.named("r")
                        .post("/a", FileInQuery.class, (ctx, in) -> ctx.noContent())
                        .get("/b", Document.class, (ctx, in) -> ctx.noContent())
                        .post("/c", FileAndJson.class, (ctx, in) -> ctx.noContent()))
                .close())
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("which only a form has")
        .hasMessageContaining("GET has no body")
        .hasMessageContaining("reads the body in two ways");
  }

  // Bounds.

  private static Router whole() {
    return Router.named("r")
        .post(
            "/",
            ctx -> ctx.json(ctx.form().size() + ctx.uploads("f").size()),
            RouteOption.maxBody(LARGE))
        .post("/small", ctx -> ctx.json(ctx.form().size()));
  }

  @Test
  void boundsWhatAFormMayHave() throws Exception {
    try (InMemory server =
        serving(
            whole(),
            "--server.uploads.max-parts=3",
            "--server.uploads.max-part-header=256",
            "--server.uploads.max-file-size=100KiB",
            "--server.uploads.max-fields-size=1KiB",
            "--server.uploads.memory=1KiB",
            "--server.uploads.max-stored=150KiB")) {
      FormBody three = new FormBody().field("a", "1").field("b", "2").field("c", "3");
      assertThat(server.send(three.to("/")).body()).isEqualTo("3");
      refused(server, three.field("d", "4"), 413, "more than 3 parts");
      refused(server, new FormBody().field("x".repeat(300), "1"), 400, "longer than 256 bytes");
      refused(
          server, new FormBody().file("f", "x", bytes(102_401)), 413, "file 'f' is larger than");
      refused(server, new FormBody().field("a", "x".repeat(1_025)), 413, "larger than 1024 bytes");
      FormBody both = new FormBody().file("f", "x", bytes(80_000)).file("f", "y", bytes(80_000));
      InMemory.Answer full = server.send(both.to("/"));
      assertThat(full.status()).isEqualTo(503);
      assertThat(full.header("retry-after")).contains("5");
      assertThat(full.body()).contains("no room for more files");
      awaitNothingKept();
      // The room is there again.
      for (int i = 0; i < 5; i++) {
        assertThat(server.send(new FormBody().file("f", "x", bytes(100_000)).to("/")).body())
            .isEqualTo("1");
        awaitNothingKept();
      }
      assertThat(server.send(new FormBody().file("f", "x", bytes(2 << 20)).to("/small")).status())
          .isEqualTo(413);
    }
  }

  private static void refused(InMemory server, FormBody form, int status, String message)
      throws IOException {
    InMemory.Answer answer = server.send(form.to("/"));
    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    assertThat(answer.body()).contains(message);
  }

  @Test
  void readsFieldsInUtf8AndNothingElse() throws Exception {
    try (InMemory server = serving(whole())) {
      refused(
          server,
          new FormBody().part("name=a", "", new byte[] {(byte) 0xfc}),
          400,
          "The field 'a' is no text in UTF-8.");
      refused(
          server,
          new FormBody()
              .part("name=a", "Content-Type: text/plain; charset=latin1\r\n", new byte[] {65}),
          415,
          "The field 'a' must be sent in UTF-8.");
    }
  }

  @Test
  void refusesADirectoryThatIsNoneAtStart() {
    assertThatThrownBy(() ->
            InMemory.of(
                    Server.named("test").app(App.named("test", ":0").mount(whole())),
                    "--server.uploads.directory=" + directory.resolve("none"))
                .close())
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("server.uploads.directory is")
        .hasMessageContaining("no directory that can be written to");
  }

  @Test
  void removesWhatAProcessLeftThatWasKilled() throws Exception {
    Path left = Files.createDirectory(directory.resolve("lokstra-uploads-1"));
    Files.writeString(left.resolve(".lock"), "");
    Files.writeString(left.resolve("upload-1"), "left over");
    Path young = Files.createDirectory(directory.resolve("lokstra-uploads-2"));
    Files.writeString(young.resolve(".lock"), "");
    Path other = Files.createDirectory(directory.resolve("others"));
    FileTime old = FileTime.from(Instant.now().minusSeconds(3_600));
    for (Path each : List.of(left, other)) {
      Files.setLastModifiedTime(each, old);
    }
    try (InMemory server = serving(whole());
        InMemory second = serving(whole())) {
      assertThat(server.send(new FormBody().file("f", "x", bytes(100_000)).to("/")).body())
          .isEqualTo("1");
      assertThat(left).doesNotExist();
      assertThat(young).exists();
      assertThat(other).exists();
      // That of a server that runs stays, however old it looks.
      Path running;
      try (Stream<Path> all = Files.list(directory)) {
        running = all.filter(p -> !p.equals(young) && !p.equals(other)).findFirst().orElseThrow();
      }
      Files.setLastModifiedTime(running, old);
      second.send(new FormBody().file("f", "x", bytes(100_000)).to("/"));
      assertThat(running).exists();
    }
  }

  // Part by part.

  private static Object partByPart(RequestContext ctx) throws Exception {
    List<String> seen = new ArrayList<>();
    List<Part> parts = new ArrayList<>();
    ctx.parts(part -> {
      parts.add(part);
      if (part.isFile()) {
        try (InputStream in = part.stream()) {
          int first = in.read();
          // The rest is skipped.
          seen.add(part.fileName().orElse("none") + " " + first + " " + part.contentType());
        }
      } else {
        seen.add(part.name() + "=" + part.text());
      }
    });
    assertThatThrownBy(() -> parts.getFirst().stream().read())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("is over");
    return ctx.json(seen);
  }

  @Test
  void givesPartsInTheirOrderAndKeepsNothing() throws Exception {
    Router router =
        Router.named("r").post("/", UploadsTest::partByPart, RouteOption.maxBody(LARGE));
    try (InMemory server =
        serving(
            router,
            "--server.uploads.max-fields-size=1KiB",
            "--server.uploads.max-file-size=1MiB")) {
      assertThat(
              server
                  .send(
                      new FormBody()
                          .field("a", "1")
                          .file("f", "x/y.png", new byte[500_000])
                          .field("b", "2")
                          .to("/"))
                  .body())
          .isEqualTo("[\"a=1\",\"y.png 0 Optional[image/png]\",\"b=2\"]");
      assertThat(directory).isEmptyDirectory();
      refused(server, new FormBody().field("a", "x".repeat(1_025)), 413, "larger than 1024 bytes");
      MemoryRequest json =
          MemoryRequest.of("POST", "/")
              .header("content-type", "application/json")
              .body("{}".getBytes(UTF_8));
      assertThat(server.send(json).status()).isEqualTo(415);
    }
  }

  @Test
  void boundsAFileThatIsReadPartByPart() throws Exception {
    Router router =
        Router.named("r")
            .post(
                "/",
                ctx -> {
                  long[] size = {0};
                  ctx.parts(part -> size[0] += part.stream().readAllBytes().length);
                  return ctx.json(size[0]);
                },
                RouteOption.maxBody(LARGE));
    try (InMemory server = serving(router, "--server.uploads.max-file-size=1KiB")) {
      assertThat(server.send(new FormBody().file("f", "x", bytes(1_024)).to("/")).body())
          .isEqualTo("1024");
      refused(server, new FormBody().file("f", "x", bytes(1_025)), 413, "file 'f' is larger than");
      assertThat(
              server
                  .send(
                      MemoryRequest.of("POST", "/")
                          .header("content-type", "multipart/form-data; boundary=b")
                          .body("--b\r\n".getBytes(UTF_8)))
                  .status())
          .isEqualTo(400);
    }
  }

  /**
   * What was read as bytes before, by whatever stood around the handler, is a form all the same.
   */
  @Test
  void readsAFormThatWasReadBefore() throws Exception {
    Router router =
        Router.named("r")
            .use((ctx, next) -> {
              assertThat(ctx.bytes()).isNotEmpty();
              return next.handle(ctx);
            })
            .post(
                "/",
                ctx -> ctx.json(ctx.upload("f").orElseThrow().size()),
                RouteOption.maxBody(LARGE));
    try (InMemory server = serving(router)) {
      assertThat(server.send(new FormBody().file("f", "x", bytes(100_000)).to("/")).body())
          .isEqualTo("100000");
    }
  }
}
