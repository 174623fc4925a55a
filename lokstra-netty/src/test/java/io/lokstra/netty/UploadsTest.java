package io.lokstra.netty;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.lokstra.http.App;
import io.lokstra.http.RouteOption;
import io.lokstra.http.Router;
import io.lokstra.http.RunningServer;
import io.lokstra.http.Server;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Forms with files over sockets. */
@Timeout(120)
class UploadsTest {
  private static final String HEAD =
      "--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"x\"\r\n\r\n";
  private static final String END = "\r\n--b--\r\n";

  @TempDir Path directory;

  private RunningServer serve(Router router) {
    return Server.named("test")
        .app(App.named("test", "127.0.0.1:0").mount(router))
        .engine(new NettyProvider())
        .start(
            "--server.uploads.directory=" + directory, "--server.engine.carried-threads=required");
  }

  private long kept() {
    try (Stream<Path> all = Files.walk(directory)) {
      return all.filter(file -> file.getFileName().toString().startsWith("upload-")).count();
    } catch (IOException | java.io.UncheckedIOException e) {
      return -1; // it changes while it is looked at
    }
  }

  private static String post(String target, int length) {
    return "POST "
        + target
        + " HTTP/1.1\r\nHost: test\r\nContent-Type: multipart/form-data; boundary=b\r\n"
        + "Content-Length: "
        + length
        + "\r\n\r\n";
  }

  /** What the loop must not do is write files. */
  @Test
  void leavesTheEventLoopBeforeItWritesAFile() throws Exception {
    Router router =
        Router.named("r")
            .post(
                "/",
                ctx -> {
                  String before = Thread.currentThread().toString();
                  boolean there = ctx.upload("f").isPresent();
                  return ctx.text(there + "|" + before + "|" + Thread.currentThread());
                },
                RouteOption.maxBody(8 << 20));
    try (RunningServer server = serve(router);
        Wire wire = new Wire(server.port("test")).timeout(60_000)) {
      String form = HEAD + "x".repeat(1_000_000) + END;
      boolean begunOnLoop = false;
      // The first calls of a route run off the loop anyway.
      for (int i = 0; i < 200 && !begunOnLoop; i++) {
        wire.send(post("/", form.length()) + form);
        String[] said = wire.answer().body().split("\\|", -1);
        assertThat(said[0]).isEqualTo("true");
        assertThat(said[2]).doesNotContain("lokstra-loop");
        begunOnLoop = said[1].contains("lokstra-loop");
      }
      assertThat(begunOnLoop).isTrue();
    }
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void removesTheFileOfAClientThatGoesAwayInTheMiddle() throws Exception {
    Router router =
        Router.named("r")
            .post("/", ctx -> ctx.ok(ctx.uploads("f").size()), RouteOption.maxBody(8 << 20));
    try (RunningServer server = serve(router)) {
      for (boolean reset : new boolean[] {true, false}) {
        try (Wire wire = new Wire(server.port("test"))) {
          wire.send(post("/", 4_000_000) + HEAD + "x".repeat(1_000_000));
          Running.await(() -> kept() == 1);
          if (reset) {
            wire.reset();
          }
        }
        Running.await(() -> kept() == 0);
      }
      try (Http2Wire wire = Http2Wire.open(server.port("test"))) {
        wire.post(1, "/", "content-type", "multipart/form-data; boundary=b");
        wire.data(1, HEAD.getBytes(ISO_8859_1), false);
        for (int i = 0; i < 6; i++) {
          wire.data(1, new byte[16_000], false);
        }
        Running.await(() -> kept() == 1);
        wire.frame(Http2Wire.RST, 0, 1, Http2Wire.number(8));
        Running.await(() -> kept() == 0);
      }
    }
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void holdsTheClientBackWhileAHandlerDoesNotRead() throws Exception {
    CountDownLatch goOn = new CountDownLatch(1);
    AtomicLong taken = new AtomicLong();
    Router router =
        Router.named("r")
            .post(
                "/",
                ctx -> {
                  ctx.parts(part -> {
                    InputStream in = part.stream();
                    taken.addAndGet(in.readNBytes(10).length);
                    goOn.await();
                    taken.addAndGet(in.readAllBytes().length);
                  });
                  return ctx.text(String.valueOf(taken));
                },
                RouteOption.maxBody(256 << 20));
    int total = 64 << 20;
    try (RunningServer server = serve(router);
        Wire wire = new Wire(server.port("test")).timeout(60_000)) {
      AtomicLong sent = new AtomicLong();
      Thread client =
          Thread.ofPlatform()
              .start(() -> {
                try {
                  wire.send(post("/", HEAD.length() + total + END.length()) + HEAD);
                  byte[] piece = new byte[64 << 10];
                  for (int i = 0; i < total / piece.length; i++) {
                    wire.send(piece);
                    sent.addAndGet(piece.length);
                  }
                  wire.send(END);
                } catch (IOException e) {
                  throw new AssertionError(e);
                }
              });
      Running.await(() -> taken.get() == 10);
      long before;
      do {
        before = sent.get();
        TimeUnit.MILLISECONDS.sleep(500);
      } while (before < sent.get());
      assertThat(sent.get()).as("sent to a handler that does not read").isLessThan(total / 2);
      goOn.countDown();
      client.join();
      assertThat(wire.answer().body()).isEqualTo(String.valueOf(total));
    }
    assertThat(directory).isEmptyDirectory();
  }
}
