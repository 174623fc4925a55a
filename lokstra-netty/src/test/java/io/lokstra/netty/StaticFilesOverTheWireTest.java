package io.lokstra.netty;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.lokstra.engine.FileOutput;
import io.lokstra.engine.TlsOptions;
import io.lokstra.http.App;
import io.lokstra.http.Response;
import io.lokstra.http.ResponseBody;
import io.lokstra.http.ResponseHeaders;
import io.lokstra.http.RunningServer;
import io.lokstra.http.Server;
import io.lokstra.http.StaticFiles;
import io.lokstra.middleware.Compression;
import io.lokstra.middleware.Etag;
import io.lokstra.netty.tls.TestCertificates;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files over real sockets: from memory, from the kernel's cache, through TLS and HTTP/2. */
class StaticFilesOverTheWireTest {
  private static final int LARGE = 3_000_000;

  @TempDir static Path folder;

  private static Path root;
  private static String large;
  private static String middle;
  private static TlsOptions tls;

  @BeforeAll
  static void writeFiles() throws Exception {
    root = Files.createDirectory(folder.resolve("root"));
    large = content(LARGE);
    middle = content(150_000);
    Files.write(root.resolve("large.bin"), large.getBytes(ISO_8859_1));
    Files.write(root.resolve("middle.bin"), middle.getBytes(ISO_8859_1));
    Files.writeString(root.resolve("small.txt"), "small");
    Files.writeString(root.resolve(".env"), "SECRET");
    Files.createDirectory(root.resolve("a"));
    Files.writeString(root.resolve("a/b.txt"), "deep");
    Files.writeString(folder.resolve("secret.txt"), "SECRET");
    Files.createSymbolicLink(root.resolve("link.txt"), folder.resolve("secret.txt"));
    Files.createSymbolicLink(root.resolve("up"), folder);
    // Not so young that their tags are weak.
    for (String name : List.of("large.bin", "middle.bin", "small.txt")) {
      Files.setLastModifiedTime(root.resolve(name), FileTime.from(Instant.EPOCH.plusSeconds(9)));
    }
    TestCertificates made = new TestCertificates(folder).pair("files", "EC", "dns:localhost");
    tls = TlsOptions.pem(made.certificatePem("files"), made.keyPem("files"));
  }

  private static String content(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return new String(bytes, ISO_8859_1);
  }

  /** Says whether parts of files can go out past the program, as a writer of a body sees it. */
  private static Response takesFiles() {
    return Response.of(
        200,
        ResponseHeaders.empty(),
        new ResponseBody.Stream(
            3,
            out ->
                out.write(
                    (out instanceof FileOutput direct && direct.takesFiles() ? "yes" : "no ")
                        .getBytes(ISO_8859_1))));
  }

  private static RunningServer serving(String... arguments) {
    return Server.named("files")
        .app(
            App.named("plain", "127.0.0.1:0")
                .get("/takes-files", ctx -> takesFiles())
                .files("/static", StaticFiles.from(root)))
        .app(
            App.named("secure", "localhost:0")
                .tls(tls)
                .get("/takes-files", ctx -> takesFiles())
                .files("/static", StaticFiles.from(root)))
        .app(
            App.named("packing", "127.0.0.1:0")
                .use(Compression.create(), Etag.create())
                .files("/static", StaticFiles.from(root)))
        .start(arguments);
  }

  private static Wire connect(RunningServer server) throws IOException {
    return new Wire(server.port("plain"));
  }

  private static void get(Wire wire, String target, String... fields) throws IOException {
    wire.send(
        "GET "
            + target
            + " HTTP/1.1\r\nHost: localhost\r\n"
            + String.join("", List.of(fields).stream().map(field -> field + "\r\n").toList())
            + "\r\n");
  }

  // ---- the same bytes whichever way they go

  @ParameterizedTest
  @ValueSource(strings = {"auto", "nio"})
  void sendsFilesOfEverySize(String transport) throws Exception {
    try (RunningServer server = serving("--server.engine.transport=" + transport);
        Wire wire = connect(server)) {
      get(wire, "/takes-files");
      assertThat(wire.answer().body()).isEqualTo("yes");
      for (int round = 0; round < 3; round++) {
        checkAll(wire);
      }
    }
  }

  @Test
  void sendsFilesOverTls() throws Exception {
    try (RunningServer server = serving();
        Wire wire = new TlsClient().wire(server.port("secure"), "localhost")) {
      get(wire, "/takes-files");
      assertThat(wire.answer().body()).isEqualTo("no ");
      checkAll(wire);
      checkAll(wire);
    }
  }

  @Test
  void sendsFilesBesideCompressionAndEtag() throws Exception {
    try (RunningServer server = serving();
        Wire wire = new Wire(server.port("packing"))) {
      checkAll(wire);
    }
  }

  private static void checkAll(Wire wire) throws IOException {
    get(wire, "/static/large.bin");
    Wire.Answer whole = wire.answer();
    assertThat(whole.header("content-length")).isEqualTo(String.valueOf(LARGE));
    assertThat(whole.body().equals(large)).as("the large file").isTrue();
    get(wire, "/static/middle.bin");
    assertThat(wire.answer().body().equals(middle)).as("the file of middle size").isTrue();
    get(wire, "/static/small.txt");
    assertThat(wire.answer().body()).isEqualTo("small");
    get(wire, "/static/large.bin", "Range: bytes=1000000-1999999");
    Wire.Answer part = wire.answer();
    assertThat(part.status()).isEqualTo(206);
    assertThat(part.body().equals(large.substring(1_000_000, 2_000_000))).isTrue();
    get(wire, "/static/large.bin", "Range: bytes=2500000-,0-0,70000-180000");
    Wire.Answer parts = wire.answer();
    assertThat(parts.status()).isEqualTo(206);
    assertThat(parts.body())
        .contains(
            "Content-Range: bytes 2500000-2999999/3000000\r\n\r\n" + large.substring(2_500_000))
        .contains("Content-Range: bytes 0-0/3000000\r\n\r\n" + large.charAt(0) + "\r\n--")
        .contains("70000-180000/3000000\r\n\r\n" + large.substring(70_000, 180_001) + "\r\n--");
    wire.send("HEAD /static/large.bin HTTP/1.1\r\nHost: localhost\r\n\r\n");
    assertThat(wire.answer("HEAD").header("content-length")).isEqualTo(String.valueOf(LARGE));
    get(wire, "/static/large.bin", "If-None-Match: " + whole.header("etag"));
    assertThat(wire.answer().status()).isEqualTo(304);
    get(wire, "/static/large.bin", "Range: bytes=5-9", "If-Range: " + whole.header("etag"));
    assertThat(wire.answer().body()).isEqualTo(large.substring(5, 10));
    get(wire, "/static/large.bin", "Range: bytes=3000000-");
    assertThat(wire.answer().header("content-range")).isEqualTo("bytes */3000000");
  }

  @Test
  void answersPipelinedRequestsForFilesInOrder() throws Exception {
    try (RunningServer server = serving();
        Wire wire = connect(server)) {
      for (String target : List.of("large.bin", "small.txt", "middle.bin", "none", "large.bin")) {
        get(wire, "/static/" + target);
      }
      assertThat(wire.answer().body().equals(large)).isTrue();
      assertThat(wire.answer().body()).isEqualTo("small");
      assertThat(wire.answer().body().equals(middle)).isTrue();
      assertThat(wire.answer().status()).isEqualTo(404);
      assertThat(wire.answer().body().equals(large)).isTrue();
    }
  }

  @Test
  void sendsFilesOverHttp2() throws Exception {
    try (RunningServer server = serving()) {
      SSLSocket socket =
          new TlsClient()
              .connect(
                  server.port("secure"),
                  "localhost",
                  parameters -> parameters.setApplicationProtocols(new String[] {"h2"}));
      try (Http2Wire wire = new Http2Wire(socket).preface().frame(Http2Wire.SETTINGS, 0, 0)) {
        int stream = 1;
        for (int round = 0; round < 2; round++) {
          wire.frame(1, 5, stream, request("/static/large.bin"));
          assertThat(wire.answer(stream).body()).hasSize(LARGE).isEqualTo(large);
          wire.frame(1, 5, stream + 2, request("/static/middle.bin"));
          assertThat(wire.answer(stream + 2).body()).isEqualTo(middle);
          wire.frame(1, 5, stream + 4, request("/static/large.bin", "range", "bytes=5-99999"));
          assertThat(wire.answer(stream + 4).body()).isEqualTo(large.substring(5, 100_000));
          stream += 6;
        }
      }
    }
  }

  private static byte[] request(String path, String... more) {
    List<String> fields =
        new ArrayList<>(
            List.of(
                ":method", "GET", ":scheme", "https", ":path", path, ":authority", "localhost"));
    fields.addAll(List.of(more));
    return Http2Wire.block(fields.toArray(new String[0]));
  }

  // ---- clients and files that do not hold still

  /** How often this process has the file open. */
  private static long timesOpen(Path file) throws IOException {
    long open = 0;
    try (var all = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
      for (Path each : all) {
        try {
          open += Files.readSymbolicLink(each).equals(file) ? 1 : 0;
        } catch (IOException closedMeanwhile) {
          // It is not open any more.
        }
      }
    }
    return open;
  }

  @Test
  void keepsNoFileOpenForAClientThatDoesNotRead() throws Exception {
    Path huge = root.resolve("huge.bin");
    try (RandomAccessFile file = new RandomAccessFile(huge.toFile(), "rw")) {
      file.setLength(64L << 20);
    }
    try (RunningServer server = serving("--server.http.write-timeout=1s")) {
      List<Wire> wires = new ArrayList<>();
      wires.add(connect(server));
      wires.add(new TlsClient().wire(server.port("secure"), "localhost"));
      for (Wire wire : wires) {
        get(wire, "/static/huge.bin");
        assertThat(wire.line()).isEqualTo("HTTP/1.1 200 OK");
      }
      Running.await(() -> {
        try {
          return timesOpen(huge.toRealPath()) == 0;
        } catch (IOException e) {
          throw new java.io.UncheckedIOException(e);
        }
      });
      for (Wire wire : wires) {
        wire.close();
      }
      try (Wire other = connect(server)) {
        checkAll(other);
      }
    } finally {
      Files.delete(huge);
    }
  }

  @Test
  void cutsTheConnectionWhenAFileBecomesShorterWhileItIsSent() throws Exception {
    Path shrinking = root.resolve("shrinking.bin");
    try (RunningServer server = serving()) {
      for (boolean secure : new boolean[] {false, true}) {
        try (RandomAccessFile file = new RandomAccessFile(shrinking.toFile(), "rw")) {
          file.setLength(64L << 20);
          try (Wire wire =
              secure ? new TlsClient().wire(server.port("secure"), "localhost") : connect(server)) {
            get(wire, "/static/shrinking.bin");
            assertThat(wire.line()).isEqualTo("HTTP/1.1 200 OK");
            file.setLength(100);
            assertThat(wire.drain()).isLessThan(64L << 20);
          }
        }
      }
      try (Wire other = connect(server)) {
        checkAll(other);
      }
    } finally {
      Files.delete(shrinking);
    }
  }

  @Test
  void sendsNoMoreFilesThanMayBeOpen() throws Exception {
    Path huge = root.resolve("many.bin");
    try (RandomAccessFile file = new RandomAccessFile(huge.toFile(), "rw")) {
      file.setLength(64L << 20);
    }
    App app =
        App.named("plain", "127.0.0.1:0")
            .files("/static", StaticFiles.from(root, files -> files.maxOpenFiles(1)));
    try (RunningServer server = Server.named("files").app(app).start();
        Wire slow = connect(server);
        Wire other = connect(server)) {
      get(slow, "/static/many.bin");
      assertThat(slow.line()).isEqualTo("HTTP/1.1 200 OK");
      get(other, "/static/many.bin");
      Wire.Answer refused = other.answer();
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.header("retry-after")).isEqualTo("1");
      get(other, "/static/small.txt");
      assertThat(other.answer().status()).isEqualTo(200);
      slow.reset();
      Running.await(() -> {
        try {
          get(other, "/static/large.bin");
          return other.answer().status() == 200;
        } catch (IOException e) {
          throw new java.io.UncheckedIOException(e);
        }
      });
    } finally {
      Files.delete(huge);
    }
  }

  // ---- attacks

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/static/../secret.txt",
        "/static/%2e%2e/secret.txt",
        "/static/%2E%2E%2Fsecret.txt",
        "/static/..%2fsecret.txt",
        "/static/%252e%252e/secret.txt",
        "/static/%252e%252e%252fsecret.txt",
        "/static/..;/secret.txt",
        "/static/..%3b/secret.txt",
        "/static/a/..;x=y/../secret.txt",
        "/static/..\\secret.txt",
        "/static/..%5csecret.txt",
        "/static/..%255csecret.txt",
        "/static/%c0%ae%c0%ae/secret.txt",
        "/static/%c0%ae%c0%ae%c0%afsecret.txt",
        "/static/%e0%80%ae%e0%80%ae/secret.txt",
        "/static/%f0%80%80%ae%f0%80%80%ae/secret.txt",
        "/static/%uff0e%uff0e/secret.txt",
        "/static/%ef%bc%8e%ef%bc%8e/secret.txt",
        "/static/..%ef%bc%8fsecret.txt",
        "/static/a/../../secret.txt",
        "/static/a/./../../secret.txt",
        "/static/....//secret.txt",
        "/static/.../secret.txt",
        "/static/..%00/secret.txt",
        "/static/small.txt%00.html",
        "/static/../secret.txt%00small.txt",
        "/static/..%0d%0a/secret.txt",
        "/static/%2e/%2e%2e/secret.txt",
        "/static//secret.txt",
        "/static///etc/passwd",
        "/static/%2fetc/passwd",
        "/static/file:///etc/passwd",
        "/static/c:/windows/win.ini",
        "/static/..:/secret.txt",
        "/static/%5c%5cserver%5cshare/secret.txt",
        "/static/link.txt",
        "/static/up/secret.txt",
        "/static/up/root/small.txt",
        "/static/LINK.TXT",
        "/static/.env",
        "/static/%2eenv",
        "/static/.ENV",
        "/static/.env%20",
        "/static/.env.",
        "/static/.env/",
        "/static/.env::$DATA",
        "/static/a/%2e%2e/.env",
        "/static/secret.txt/../../secret.txt",
        "/static/%73ecret.txt",
        "/STATIC/.env",
        "/static?/../secret.txt",
        "/static/?file=../secret.txt",
        "/static/~root/secret.txt",
        "/static/a%2f..%2f..%2fsecret.txt",
        "/proc/self/environ",
      })
  void leadsNowhereElse(String target) throws Exception {
    try (RunningServer server = serving();
        Wire wire = connect(server)) {
      get(wire, target);
      Wire.Answer answer = wire.answer();
      assertThat(answer.status()).isIn(308, 400, 404);
      assertThat(answer.body()).doesNotContain("SECRET").doesNotContain("root:");
      try (Wire other = connect(server)) {
        get(other, "/static/a/b.txt");
        assertThat(other.answer().body()).isEqualTo("deep");
      }
    }
  }

  @Test
  void standsBombsOfRanges() throws Exception {
    try (RunningServer server = serving();
        Wire wire = connect(server)) {
      StringBuilder overlapping = new StringBuilder("bytes=0-");
      StringBuilder many = new StringBuilder("bytes=0-0");
      for (int i = 1; i < 1_300; i++) {
        overlapping.append(",5-").append(i + 5);
        many.append(',').append(2 * i).append('-').append(2 * i);
      }
      for (String bomb : List.of(overlapping.toString(), many.toString())) {
        get(wire, "/static/middle.bin", "Range: " + bomb);
        Wire.Answer answer = wire.answer();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).hasSize(150_000);
      }
      // Sixteen times the whole is the whole once.
      get(wire, "/static/middle.bin", "Range: bytes=0-" + ",0-".repeat(15));
      Wire.Answer once = wire.answer();
      assertThat(once.status()).isEqualTo(206);
      assertThat(once.body()).hasSize(150_000);
    }
  }
}
