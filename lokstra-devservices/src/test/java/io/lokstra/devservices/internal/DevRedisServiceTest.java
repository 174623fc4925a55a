package io.lokstra.devservices.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lokstra.http.App;
import io.lokstra.http.Router;
import io.lokstra.http.Server;
import io.lokstra.http.StartupException;
import io.lokstra.redis.Redis;
import io.lokstra.redis.RedisCommand;
import io.lokstra.service.Service;
import io.lokstra.service.StopContext;
import io.lokstra.testkit.TestServer;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** A server whose Redis asks for one that is started for it. */
class DevRedisServiceTest {
  private final List<String> events = new CopyOnWriteArrayList<>();

  /** Uses Redis when it stops. */
  private final class Counter implements Service {
    private final Redis redis;

    Counter(Redis redis) {
      this.redis = redis;
    }

    long next() {
      return redis.call(RedisCommand.of("INCR").key("count")).asLong();
    }

    @Override
    public void onStop(StopContext stop) {
      events.add("stopped at " + next());
    }
  }

  private Server shop(String url) {
    return Server.named("shop")
        .services(services -> {
          services.add("main-redis", "redis").set("url", url);
          services.add("counter", use -> new Counter(use.get("main-redis", Redis.class)));
        })
        .app(
            App.named("public", "127.0.0.1:0")
                .mount(services -> {
                  Counter counter = services.get(Counter.class);
                  return Router.named("r").get("/next", ctx -> counter.next());
                }));
  }

  @Test
  void hasARedisAsLongAsAnythingUsesItAndEndsItThen() {
    try (TestServer server = TestServer.of(shop("dev:redis/5"))) {
      server.get("/next").send().expectStatus(200).expectJson("data", 1);
      server.get("/next").send().expectStatus(200).expectJson("data", 2);
      var options = server.running().services().get("main-redis", Redis.class).options();
      assertThat(options.url()).singleElement().asString().startsWith("redis://127.0.0.1:");
      URI address = URI.create(options.url().getFirst());
      assertThat(address.getPath()).isEqualTo("/5");
      assertThat(address.getUserInfo()).isNull();
      var report = server.running().report().services().getFirst();
      assertThat(report.name()).isEqualTo("main-redis");
      assertThat(report.notes().getFirst()).contains("Redis ", "127.0.0.1", "dev:redis/5");
      assertThat(report.notes().getLast())
          .isEqualTo("your own instead: --services.main-redis.config.url=redis://…");
    }
    assertThat(events).containsExactly("stopped at 3");
    try (TestServer again = TestServer.of(shop("dev:redis/5"))) {
      again.get("/next").send().expectStatus(200).expectJson("data", 1); // a new one, and empty
    }
  }

  @Test
  void refusesADevServiceThatIsNoRedis() {
    assertThatThrownBy(() -> shop("dev:postgresql").start("--mode=test"))
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("dev:postgresql is no Redis; expected dev:redis/0");
  }
}
