package io.lokstra.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lokstra.http.App;
import io.lokstra.http.Server;
import io.lokstra.http.StartupException;
import io.lokstra.service.Service;
import io.lokstra.service.StartContext;
import io.lokstra.service.StopContext;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is done at points of a server's life. */
@Timeout(120)
class HooksTest {
  private final List<String> events = new CopyOnWriteArrayList<>();

  private Server shop() {
    return Server.named("shop")
        .services(services ->
            services.add(
                "db",
                use ->
                    new Service() {
                      @Override
                      public void onStart(StartContext start) {
                        events.add("start db");
                      }

                      @Override
                      public void onStop(StopContext stop) {
                        events.add("stop db");
                      }
                    }))
        .manage(() -> events.add("closed"))
        .app(App.named("test", ":0").get("/", ctx -> ctx.text("hello")));
  }

  @Test
  void runAtTheirPoints() {
    Server server =
        shop()
            .beforeStart(services -> events.add("before start " + services.names()))
            .afterStart(running -> events.add("after start " + running.apps()))
            .beforeStop(running -> events.add("before stop " + running.name()));
    InMemory.of(server).close();
    assertThat(events)
        .containsExactly(
            "before start [db]",
            "start db",
            "after start [test]",
            "before stop shop",
            "stop db",
            "closed");
  }

  @Test
  void oneThatFailsBeforeTheStartKeepsServicesFromStarting() {
    Server server =
        shop()
            .beforeStart(services -> {
              throw new IOException("no licence");
            });
    assertThatThrownBy(() -> InMemory.of(server))
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("a hook before the start failed: no licence")
        .hasCauseInstanceOf(IOException.class);
    assertThat(events).containsExactly("closed");
  }

  @Test
  void oneThatFailsAfterTheStartStopsTheServer() {
    Server server =
        shop()
            .afterStart(running -> {
              throw new IOException("cannot announce it");
            });
    assertThatThrownBy(() -> InMemory.of(server))
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("a hook after the start failed: cannot announce it");
    assertThat(events).containsExactly("start db", "stop db", "closed");
  }

  @Test
  void oneThatFailsOrHangsBeforeTheStopIsLoggedAndTheStopGoesOn() {
    try (Logged log = new Logged("io.lokstra.server")) {
      Server server =
          shop()
              .beforeStop(running -> {
                throw new IOException("cannot say goodbye");
              })
              .beforeStop(running -> new CountDownLatch(1).await());
      InMemory.of(server, "--server.shutdown-timeout=50ms").close();
      assertThat(events).endsWith("stop db", "closed");
      assertThat(log.text()).contains("a hook before the stop failed");
    }
  }

  @Test
  void afterResponseRunsWhenTheClientHasItsResponseAndIsDrained() throws Exception {
    CountDownLatch answered = new CountDownLatch(1);
    CountDownLatch ran = new CountDownLatch(1);
    Server server =
        shop()
            .afterResponse((ctx, outcome) -> {
              answered.await();
              events.add(
                  "after %s %d %s"
                      .formatted(
                          ctx.target().path(),
                          outcome.status(),
                          Thread.currentThread().isVirtual()));
              ran.countDown();
            })
            .afterResponse((ctx, outcome) -> {
              throw new IllegalStateException("a hook that fails");
            });
    try (Logged log = new Logged("io.lokstra.server")) {
      try (InMemory running = InMemory.of(server)) {
        assertThat(running.get("/").body()).isEqualTo("hello");
        answered.countDown();
      }
      assertThat(ran.getCount()).isZero();
      assertThat(events).containsSubsequence("after / 200 true", "stop db");
      assertThat(log.text()).contains("a hook after the response to ");
    }
  }

  @Test
  void afterResponseIsBounded() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    AtomicInteger all = new AtomicInteger();
    AtomicInteger ended = new AtomicInteger();
    Server server =
        shop()
            .use((ctx, next) -> {
              ctx.onEnd(outcome -> ended.incrementAndGet());
              return next.handle(ctx);
            })
            .afterResponse((ctx, outcome) -> {
              most.accumulateAndGet(running.incrementAndGet(), Math::max);
              go.await();
              running.decrementAndGet();
              all.incrementAndGet();
            });
    try (Logged log = new Logged("io.lokstra.server")) {
      try (InMemory started =
          InMemory.of(
              server,
              "--server.after-response.max-running=2",
              "--server.after-response.max-queued=3",
              "--server.after-response.drain-timeout=60s")) {
        for (int i = 0; i < 10; i++) {
          assertThat(started.get("/").status()).isEqualTo(200);
        }
        Waiting.until(() -> ended.get() == 10);
        Waiting.until(() -> log.text().contains("were left out: 2 run and 3 wait"));
        go.countDown();
      }
      assertThat(all).hasValue(5);
      assertThat(most).hasValue(2);
    }
  }

  @Test
  void afterResponseThatHangsIsCutWhenTheServerStops() {
    CountDownLatch interrupted = new CountDownLatch(1);
    Server server =
        shop()
            .afterResponse((ctx, outcome) -> {
              try {
                new CountDownLatch(1).await();
              } catch (InterruptedException e) {
                interrupted.countDown();
              }
            });
    try (Logged log = new Logged("io.lokstra.server")) {
      try (InMemory running = InMemory.of(server, "--server.after-response.drain-timeout=20ms")) {
        assertThat(running.get("/").status()).isEqualTo(200);
        Waiting.until(() -> running.running() != null);
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
      assertThat(events).endsWith("stop db", "closed");
      Waiting.until(() -> interrupted.await(1, TimeUnit.MILLISECONDS));
      assertThat(log.text()).contains("hooks of 1 responses did not end in time and were cut");
    }
  }
}
