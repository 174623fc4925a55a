package io.lokstra.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.lokstra.engine.Listener.Stuck;
import io.lokstra.http.App;
import io.lokstra.http.Server;
import io.lokstra.service.Drainable;
import io.lokstra.service.Service;
import io.lokstra.service.StopContext;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Services that have work of their own in progress when the server stops. */
@Timeout(120)
class DrainableTest {
  private final List<String> events = new CopyOnWriteArrayList<>();

  /** What a drain does. */
  private interface Drain {
    List<Stuck> run(StopContext stop) throws Exception;
  }

  private final class Consumer implements Service, Drainable {
    private final Drain drain;

    Consumer(Drain drain) {
      this.drain = drain;
    }

    @Override
    public List<Stuck> drain(StopContext stop) throws Exception {
      events.add("drain " + stop.name());
      return drain.run(stop);
    }

    @Override
    public void onStop(StopContext stop) {
      events.add("stop " + stop.name());
    }
  }

  private InMemory running(Drain drain, String... arguments) {
    Server server =
        Server.named("shop")
            .services(services -> {
              services.add("consumer", use -> new Consumer(drain));
              services.add(
                  "dependent",
                  use -> {
                    var _ = use.get("consumer", Consumer.class);
                    return new Dependent();
                  });
            })
            .app(App.named("test", ":0").get("/", ctx -> "x"));
    return InMemory.of(server, arguments);
  }

  private final class Dependent implements Service {
    @Override
    public void onStop(StopContext stop) {
      events.add("stop dependent");
    }
  }

  @Test
  void isDrainedWhileEverythingStillRuns() {
    try (InMemory running =
        running(stop -> {
          assertThat(stop.remaining()).isBetween(Duration.ofSeconds(1), Duration.ofMinutes(5));
          return List.of();
        })) {
      assertThat(running.running().stop()).isEmpty();
    }
    assertThat(events).containsExactly("drain consumer", "stop dependent", "stop consumer");
  }

  @Test
  void whatItHadToCutIsToldWithTheRest() {
    Stuck cut = new Stuck("message 7", "thread", Duration.ofSeconds(1), List.of());
    try (InMemory running = running(stop -> List.of(cut))) {
      assertThat(running.running().stop()).containsExactly(cut);
    }
  }

  @Test
  void failureKeepsNothingFromStopping() {
    try (InMemory running =
        running(stop -> {
          throw new IllegalStateException("cannot");
        })) {
      assertThat(running.running().stop()).isEmpty();
    }
    assertThat(events).endsWith("stop consumer");
  }

  @Test
  void whoDoesNotEndIsLeftBehindAndNamed() {
    CountDownLatch end = new CountDownLatch(1);
    try (InMemory running =
        running(
            stop -> {
              while (true) {
                try {
                  end.await();
                  return List.of();
                } catch (InterruptedException e) {
                  events.add("interrupted");
                }
              }
            },
            "--server.shutdown-timeout=100ms")) {
      List<Stuck> stuck = running.running().stop();
      assertThat(stuck).hasSize(1);
      assertThat(stuck.getFirst().request()).isEqualTo("drain of service consumer");
      assertThat(stuck.getFirst().stack()).isNotEmpty();
      assertThat(events).contains("interrupted", "stop consumer");
    } finally {
      end.countDown();
    }
  }
}
