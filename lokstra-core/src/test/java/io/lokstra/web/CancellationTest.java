package io.lokstra.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.lokstra.engine.CancelReason;
import io.lokstra.engine.Outcome;
import io.lokstra.http.App;
import io.lokstra.http.Cancellation;
import io.lokstra.http.Handler;
import io.lokstra.http.RequestContext;
import io.lokstra.http.Response;
import io.lokstra.http.RouteOption;
import io.lokstra.http.Server;
import io.lokstra.internal.memory.MemoryReply;
import io.lokstra.web.InMemory.Answer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class CancellationTest {
  private static final RouteOption SHORT = RouteOption.timeout(Duration.ofMillis(50));

  private static Object forever(RequestContext ctx) throws InterruptedException {
    new CountDownLatch(1).await();
    return "never";
  }

  @Test
  void answersWhatTookTooLongWith503() throws Exception {
    App app =
        App.named("test", ":0")
            .get("/", CancellationTest::forever, SHORT)
            .get(
                "/wrapped",
                ctx -> {
                  try {
                    return forever(ctx);
                  } catch (InterruptedException e) {
                    throw new IllegalStateException("wrapped", e);
                  }
                },
                SHORT)
            .get(
                "/busy",
                ctx -> {
                  while (true) {
                    ctx.cancellation().throwIfRequested();
                    Thread.onSpinWait();
                  }
                },
                SHORT)
            .get(
                "/flag",
                ctx -> {
                  while (!ctx.cancelled()) {
                    Thread.onSpinWait();
                  }
                  throw new IllegalStateException("stopped by the flag");
                },
                SHORT)
            .get(
                "/finished",
                ctx -> {
                  while (!ctx.cancelled()) {
                    Thread.onSpinWait();
                  }
                  return ctx.text(ctx.remaining() + " " + ctx.cancellation().reason());
                },
                SHORT);
    try (InMemory server = InMemory.of(app)) {
      for (String path : List.of("/", "/wrapped", "/busy", "/flag")) {
        Answer answer = server.get(path);
        assertThat(answer.status()).as(path).isEqualTo(503);
        assertThat(answer.body()).contains("deadline_exceeded", "The request took too long.");
        assertThat(answer.header("retry-after")).contains("1");
      }
      assertThat(server.get("/finished").body()).isEqualTo("PT0S Optional[DEADLINE]");
    }
  }

  @Test
  void knowsTheTimeThatIsLeft() throws Exception {
    Handler remaining = ctx -> ctx.text(String.valueOf(ctx.remaining().toSeconds()));
    App app =
        App.named("test", ":0")
            .get("/usual", remaining)
            .get("/endless", remaining, RouteOption.timeout(Duration.ZERO))
            .get("/never", ctx -> ctx.text(ctx.cancelled() + " " + ctx.cancellation().reason()));
    try (InMemory server =
        InMemory.of(Server.named("s").app(app), "--server.http.request-timeout=100s")) {
      assertThat(Long.parseLong(server.get("/usual").body())).isBetween(90L, 100L);
      assertThat(server.get("/endless").body()).isEqualTo(Long.MAX_VALUE + "");
      assertThat(server.get("/never").body()).isEqualTo("false Optional.empty");
    }
  }

  @Test
  void interruptsTheHandlerOfAClientThatIsGoneAndCallsEachCallbackOnce() throws Exception {
    AtomicInteger called = new AtomicInteger();
    AtomicInteger forgotten = new AtomicInteger();
    BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    CountDownLatch began = new CountDownLatch(1);
    Handler handler =
        ctx -> {
          Cancellation cancellation = ctx.cancellation();
          cancellation.onCancel(() -> {
            throw new IllegalStateException("a callback that fails");
          });
          cancellation.onCancel(called::incrementAndGet);
          cancellation.onCancel(() -> seen.add("callback"));
          cancellation.onCancel(forgotten::incrementAndGet).close();
          ctx.onEnd(outcome -> seen.add("end " + outcome.failure().isPresent()));
          began.countDown();
          try {
            return forever(ctx);
          } catch (InterruptedException e) {
            seen.add("interrupted " + cancellation.reason());
            CountDownLatch late = new CountDownLatch(1);
            cancellation.onCancel(late::countDown);
            seen.add("late " + late.await(5, TimeUnit.SECONDS));
            throw e;
          }
        };
    try (Logged log = new Logged("io.lokstra.http");
        InMemory server = InMemory.of(App.named("test", ":0").get("/", handler))) {
      MemoryReply reply = server.begin("/");
      began.await();
      reply.abort();
      reply.abort();
      List<String> all = new CopyOnWriteArrayList<>();
      for (int i = 0; i < 4; i++) {
        all.add(String.valueOf(seen.poll(5, TimeUnit.SECONDS)));
      }
      assertThat(all)
          .containsExactlyInAnyOrder(
              "callback", "interrupted Optional[CLIENT_GONE]", "late true", "end true");
      assertThat(called).hasValue(1);
      assertThat(forgotten).hasValue(0);
      assertThat(log.text()).contains("a cancel callback failed");
    }
  }

  @Test
  void stopsAShieldedCallByItsOwnMeansAndInterruptsAfterIt() throws Exception {
    List<String> seen = new CopyOnWriteArrayList<>();
    Handler handler =
        ctx -> {
          CountDownLatch stopped = new CountDownLatch(1);
          Cancellation cancellation = ctx.cancellation();
          try (var _ = cancellation.during(() -> seen.add("outer told"));
              var _ = cancellation.during(stopped::countDown)) {
            seen.add("stopped " + stopped.await(5, TimeUnit.SECONDS));
            seen.add("inside " + Thread.currentThread().isInterrupted());
          }
          seen.add("after " + Thread.currentThread().isInterrupted());
          // The next call starts with the interrupt held back, and is told at once.
          CountDownLatch second = new CountDownLatch(1);
          try (var _ = cancellation.during(second::countDown)) {
            seen.add("second " + second.await(5, TimeUnit.SECONDS));
          }
          seen.add("at the end " + Thread.currentThread().isInterrupted());
          return forever(ctx);
        };
    try (InMemory server = InMemory.of(App.named("test", ":0").get("/", handler, SHORT))) {
      assertThat(server.get("/").status()).isEqualTo(503);
      assertThat(seen)
          .containsExactlyInAnyOrder(
              "outer told",
              "stopped true",
              "inside false",
              "after true",
              "second true",
              "at the end true");
    }
  }

  @Test
  void leavesAThreadAloneWhoseCallReturnedBeforeTheCancellation() throws Exception {
    AtomicBoolean told = new AtomicBoolean();
    Handler handler =
        ctx -> {
          try (var _ = ctx.cancellation().during(() -> told.set(true))) {
            return ctx.text("done " + Thread.currentThread().isInterrupted());
          }
        };
    try (InMemory server = InMemory.of(App.named("test", ":0").get("/", handler))) {
      assertThat(server.get("/").body()).isEqualTo("done false");
      assertThat(told).isFalse();
    }
  }

  @Test
  void interruptsRegardlessAtTheEndOfAShutdown() throws Exception {
    CountDownLatch began = new CountDownLatch(1);
    AtomicReference<Object> reason = new AtomicReference<>();
    Handler handler =
        ctx -> {
          try (var _ = ctx.cancellation().during(() -> {})) {
            began.countDown();
            return forever(ctx);
          } catch (InterruptedException e) {
            reason.set(ctx.cancellation().reason().orElseThrow());
            throw e;
          }
        };
    Server server = Server.named("s").app(App.named("test", ":0").get("/", handler));
    try (InMemory running = InMemory.of(server, "--server.shutdown-timeout=50ms")) {
      MemoryReply reply = running.begin("/");
      began.await();
      assertThat(running.running().stop()).isEmpty();
      assertThat(reply.head().status()).isEqualTo(503);
      assertThat(
              new String(
                  reply.head().body().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8))
          .contains("shutting_down");
      assertThat(reason.get()).isEqualTo(CancelReason.SHUTDOWN);
    }
  }

  @Test
  void answersAsTheApplicationSaysWhenItMapsInterruptions() throws Exception {
    App app =
        App.named("test", ":0")
            .onError(
                InterruptedException.class, (ctx, e) -> Response.text("too slow").withStatus(504))
            .get("/", CancellationTest::forever, SHORT)
            .get(
                "/own",
                ctx -> {
                  throw new CancellationException("nobody cancelled this request");
                });
    try (InMemory server = InMemory.of(app)) {
      assertThat(server.get("/").status()).isEqualTo(504);
      assertThat(server.get("/own").status()).isEqualTo(500);
    }
  }

  // ---- the end of a request

  @Test
  void tellsHowARequestEnded() throws Exception {
    BlockingQueue<String> ends = new LinkedBlockingQueue<>();
    App app =
        App.named("test", ":0")
            .use((ctx, next) -> {
              ctx.onEnd(outcome -> {
                throw new IllegalStateException("a listener that fails");
              });
              ctx.onEnd(outcome -> ends.add(text(outcome)));
              return next.handle(ctx);
            })
            .get("/{id}", ctx -> ctx.text("12345"));
    try (Logged log = new Logged("io.lokstra.http");
        InMemory server = InMemory.of(app)) {
      server.get("/7");
      assertThat(ends.poll(5, TimeUnit.SECONDS)).isEqualTo("200 5 false 7");
      assertThat(log.first().getFormattedMessage())
          .startsWith("a listener for the end of GET /{id} failed [");
      server.get("/a/b");
      assertThat(ends.poll(5, TimeUnit.SECONDS)).startsWith("404 ").endsWith("false none");
    }
  }

  private static String text(Outcome outcome) {
    assertThat(outcome.nanos()).isPositive();
    return outcome.status()
        + " "
        + outcome.bodyBytes()
        + " "
        + outcome.failure().isPresent()
        + " "
        + RequestContext.current().flatMap(ctx -> ctx.pathValue("id")).orElse("none");
  }

  @Test
  void tellsOfAClientThatWentAwayWhileItsBodyWasRead() throws Exception {
    App app =
        App.named("test", ":0")
            .post("/", ctx -> ctx.text(ctx.bytes().length + ""), RouteOption.maxBody(1 << 20));
    try (InMemory server = InMemory.of(app)) {
      java.io.InputStream broken =
          new java.io.InputStream() {
            private int sent;

            @Override
            public int read() {
              throw new IllegalStateException("read in pieces");
            }

            @Override
            public int read(byte[] to, int offset, int length) throws IOException {
              sent += length;
              if (sent > 100_000) {
                throw new IOException("reset");
              }
              return length;
            }
          };
      assertThat(
              server
                  .send(
                      io.lokstra.internal.memory.MemoryRequest.of("POST", "/")
                          .body(broken, 200_000))
                  .status())
          .isIn(400, 500, 503);
    }
  }
}
