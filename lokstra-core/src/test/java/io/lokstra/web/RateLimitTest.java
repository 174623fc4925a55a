package io.lokstra.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lokstra.config.ConfigurationException;
import io.lokstra.http.App;
import io.lokstra.http.Middleware;
import io.lokstra.http.Response;
import io.lokstra.http.Router;
import io.lokstra.http.Server;
import io.lokstra.internal.memory.MemoryReply;
import io.lokstra.internal.memory.MemoryRequest;
import io.lokstra.middleware.ConcurrencyLimit;
import io.lokstra.middleware.RateLimit;
import io.lokstra.middleware.RateLimiter;
import io.lokstra.web.InMemory.Answer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** rate-limit and concurrency-limit. */
class RateLimitTest {

  private static MemoryRequest from(String address, String... fields) {
    MemoryRequest plain = MemoryRequest.of("GET", "/");
    MemoryRequest request =
        new MemoryRequest(
            "GET",
            "/",
            1,
            plain.fields(),
            plain.body(),
            0,
            new InetSocketAddress(InetAddress.ofLiteral(address), 50_000),
            false);
    for (int i = 0; i < fields.length; i += 2) {
      request = request.header(fields[i], fields[i + 1]);
    }
    return request;
  }

  private static App limited(Middleware limit) {
    return App.named("test", ":0").use(limit).get("/", ctx -> ctx.text("served"));
  }

  @Test
  void servesSoManyAndSaysHowThingsStand() throws Exception {
    Middleware limit = RateLimit.create(rate -> rate.limit(3, Duration.ofMinutes(1)));
    try (InMemory server = InMemory.of(limited(limit))) {
      for (int left = 2; left >= 0; left--) {
        Answer answer = server.send(from("192.0.2.1"));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("ratelimit-policy")).contains("\"default\";q=3;w=60");
        assertThat(answer.header("ratelimit").orElse(""))
            .matches("\"default\";r=" + left + ";t=(20|40|60)");
      }
      Answer refused = server.send(from("192.0.2.1"));
      assertThat(refused.status()).isEqualTo(429);
      assertThat(refused.body()).contains("too_many_requests");
      assertThat(Integer.parseInt(refused.header("retry-after").orElseThrow())).isBetween(15, 20);
      assertThat(refused.header("ratelimit").orElse("")).startsWith("\"default\";r=0;t=");
      assertThat(refused.header("ratelimit-policy")).isPresent();
      assertThat(server.send(from("192.0.2.2")).status()).as("another client").isEqualTo(200);
    }
  }

  @Test
  void letsABurstPassAndNoMoreThanItsRateAfterIt() throws Exception {
    Middleware limit = RateLimit.create(rate -> rate.limit(50, Duration.ofSeconds(1)).burst(2));
    try (InMemory server = InMemory.of(limited(limit))) {
      assertThat(server.get("/").status()).isEqualTo(200);
      assertThat(server.get("/").status()).isEqualTo(200);
      int refused = 0;
      for (int i = 0; i < 20 && refused == 0; i++) {
        refused += server.get("/").status() == 429 ? 1 : 0;
      }
      assertThat(refused).isEqualTo(1);
      Thread.sleep(50);
      assertThat(server.get("/").status()).as("a token has come back").isEqualTo(200);
    }
  }

  @Test
  void countsTheNetworkOfAClientThatHasAsManyAddressesAsItLikes() throws Exception {
    Middleware limit = RateLimit.create(rate -> rate.limit(1, Duration.ofHours(1)));
    try (InMemory server = InMemory.of(limited(limit))) {
      assertThat(server.send(from("2001:db8:0:1::1")).status()).isEqualTo(200);
      assertThat(server.send(from("2001:db8:0:1:ffff::2")).status()).isEqualTo(429);
      assertThat(server.send(from("2001:db8:0:2::1")).status()).isEqualTo(200);
      assertThat(server.send(from("192.0.2.1")).status()).isEqualTo(200);
      assertThat(server.send(from("192.0.2.2")).status()).isEqualTo(200);
    }
    Middleware whole = RateLimit.create(r -> r.limit(1, Duration.ofHours(1)).ipv6Prefix(128));
    try (InMemory server = InMemory.of(limited(whole))) {
      assertThat(server.send(from("2001:db8:0:1::1")).status()).isEqualTo(200);
      assertThat(server.send(from("2001:db8:0:1::2")).status()).isEqualTo(200);
      assertThat(server.send(from("2001:db8:0:1::2")).status()).isEqualTo(429);
    }
  }

  @Test
  void believesNoAddressThatAClientMadeUp() throws Exception {
    Middleware limit = RateLimit.create(rate -> rate.limit(1, Duration.ofHours(1)));
    try (InMemory server = InMemory.of(limited(limit))) {
      assertThat(server.send(from("192.0.2.1", "x-forwarded-for", "1.1.1.1")).status())
          .isEqualTo(200);
      assertThat(server.send(from("192.0.2.1", "x-forwarded-for", "2.2.2.2")).status())
          .isEqualTo(429);
    }
    try (InMemory server =
        InMemory.of(
            Server.named("s").app(limited(limit)).set("server.trusted-proxies", "10.0.0.0/8"))) {
      assertThat(server.send(from("10.0.0.1", "x-forwarded-for", "1.1.1.1")).status())
          .isEqualTo(200);
      assertThat(server.send(from("10.0.0.1", "x-forwarded-for", "9.9.9.9, 1.1.1.1")).status())
          .isEqualTo(429);
      assertThat(server.send(from("10.0.0.1", "x-forwarded-for", "2.2.2.2")).status())
          .isEqualTo(200);
    }
  }

  @Test
  void staysBoundedUnderAFloodOfKeysThatCannotResetACount() throws Exception {
    RateLimit.Options options =
        RateLimit.Options.defaults().limit(2, Duration.ofHours(1)).maxKeys(64);
    Middleware limit = RateLimit.create(options, ctx -> ctx.header("x-user").orElse(""));
    try (InMemory server = InMemory.of(limited(limit))) {
      for (int i = 0; i < 2; i++) {
        assertThat(server.send(from("192.0.2.1", "x-user", "eve")).status()).isEqualTo(200);
      }
      for (int i = 0; i < 3_000; i++) {
        server.send(from("192.0.2.1", "x-user", "u" + i));
      }
      assertThat(server.send(from("192.0.2.1", "x-user", "eve")).status()).isEqualTo(429);
    }
  }

  @Test
  void countsByAnyKeyAndWithAnyLimiter() throws Exception {
    List<String> keys = new ArrayList<>();
    RateLimiter own =
        key -> {
          keys.add(key);
          if (key.equals("broken")) {
            throw new IOException("the counter is down");
          }
          return new RateLimiter.Decision(
              !key.equals("eve"), 7, Duration.ofMillis(1), Duration.ofMillis(1));
        };
    Middleware limit =
        RateLimit.create(
            RateLimit.Options.defaults(), ctx -> ctx.header("x-user").orElse("-"), own);
    try (InMemory server = InMemory.of(limited(limit))) {
      Answer served = server.send(from("192.0.2.1", "x-user", "ada"));
      assertThat(served.header("ratelimit")).contains("\"default\";r=7;t=1");
      Answer refused = server.send(from("192.0.2.1", "x-user", "eve"));
      assertThat(refused.status()).isEqualTo(429);
      assertThat(refused.header("retry-after")).contains("1");
      assertThat(server.send(from("192.0.2.1", "x-user", "broken")).status()).isEqualTo(500);
      assertThat(server.get("/").status()).isEqualTo(200);
      assertThat(keys).containsExactly("ada", "eve", "broken", "-");
    }
  }

  @Test
  void tellsOfEachOfSeveralLimitsByItsName() throws Exception {
    App app =
        App.named("test", ":0")
            .use(RateLimit.create(r -> r.limit(100, Duration.ofMinutes(1)).policy("all")))
            .get(
                "/",
                ctx -> "x",
                io.lokstra.http.RouteOption.use(
                    RateLimit.create(r -> r.limit(1, Duration.ofMinutes(1)).policy("one"))));
    try (InMemory server = InMemory.of(app)) {
      server.get("/");
      Answer refused = server.get("/");
      assertThat(refused.status()).isEqualTo(429);
      assertThat(refused.headers().all("ratelimit-policy"))
          .containsExactly("\"one\";q=1;w=60", "\"all\";q=100;w=60");
      assertThat(refused.headers().all("ratelimit").toString())
          .matches("\\[\"one\";r=0;t=60, \"all\";r=98;t=\\d+\\]");
    }
    assertThatThrownBy(() -> RateLimit.create(r -> r.policy("a\"b")))
        .hasMessageContaining("policy is no name");
  }

  @Test
  void refusesNumbersThatCannotBeCounted() {
    assertThatThrownBy(() -> RateLimit.create(r -> r.limit(0, Duration.ofSeconds(1))))
        .hasMessageContaining("limit 0");
    assertThatThrownBy(() -> RateLimit.create(r -> r.limit(1, Duration.ZERO)))
        .hasMessageContaining("window PT0S");
    assertThatThrownBy(() -> RateLimit.create(r -> r.maxKeys(0)))
        .hasMessageContaining("max-keys 0");
    assertThatThrownBy(() -> RateLimit.create(r -> r.maxKeys(Integer.MAX_VALUE)))
        .hasMessageContaining("at most 67108864 keys");
    assertThatThrownBy(() -> RateLimit.create(r -> r.limit(10, Duration.ofNanos(5))))
        .hasMessageContaining("at most one a nanosecond");
    assertThatThrownBy(() -> RateLimit.create(r -> r.limit(1, Duration.ofDays(365 * 293))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a window of less than 292 years");
    assertThatThrownBy(() -> RateLimit.create(r -> r.limit(1, Duration.ofDays(9999)).burst(9_999)))
        .hasMessageContaining("cannot be counted");
    assertThatThrownBy(() -> RateLimit.create(r -> r.ipv6Prefix(8)))
        .hasMessageContaining("ipv6-prefix is 8");
    assertThatThrownBy(() ->
            InMemory.of(
                Router.named("r")
                    .use(
                        Middleware.registered(
                            "rate-limit", Map.of("limit", 0, "window", "0s", "ipv6-prefix", 1)))
                    .get("/", ctx -> "x")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("middleware.rate-limit.limit")
        .hasMessageContaining("middleware.rate-limit.window")
        .hasMessageContaining("middleware.rate-limit.ipv6-prefix");
  }

  // ---- concurrency-limit

  @Test
  void servesSoManyAtOnceAndRefusesTheRest() throws Exception {
    Semaphore running = new Semaphore(0);
    CountDownLatch go = new CountDownLatch(1);
    Middleware limit =
        ConcurrencyLimit.create(l -> l.maxRequests(2).retryAfter(Duration.ofSeconds(7)));
    App app =
        App.named("test", ":0")
            .get(
                "/",
                ctx -> {
                  running.release();
                  go.await();
                  return "served";
                },
                io.lokstra.http.RouteOption.use(limit))
            .get("/free", ctx -> "free");
    try (InMemory server = InMemory.of(app)) {
      List<MemoryReply> replies = List.of(server.begin("/"), server.begin("/"));
      assertThat(running.tryAcquire(2, 10, TimeUnit.SECONDS)).isTrue();
      Answer refused = server.get("/");
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.header("retry-after")).contains("7");
      assertThat(server.get("/free").status()).isEqualTo(200);
      go.countDown();
      for (MemoryReply reply : replies) {
        assertThat(reply.head().status()).isEqualTo(200);
      }
      assertThat(server.get("/").status()).as("there is room again").isEqualTo(200);
    }
  }

  @Test
  void letsSomeWaitInTheirOrderForALimitedTime() throws Exception {
    Semaphore running = new Semaphore(0);
    Semaphore go = new Semaphore(0);
    Middleware limit =
        ConcurrencyLimit.create(l -> l.maxRequests(1).queue(1, Duration.ofMillis(400)));
    App app =
        App.named("test", ":0")
            .use(limit)
            .get(
                "/",
                ctx -> {
                  running.release();
                  go.acquire();
                  return "served";
                });
    try (InMemory server = InMemory.of(app)) {
      MemoryReply first = server.begin("/");
      assertThat(running.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
      MemoryReply waits = server.begin("/");
      Thread.sleep(100);
      assertThat(server.get("/").status()).as("the queue is full").isEqualTo(503);
      go.release();
      assertThat(first.head().status()).isEqualTo(200);
      assertThat(running.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
      assertThat(server.get("/").status()).as("it waited too long").isEqualTo(503);
      go.release();
      assertThat(waits.head().status()).isEqualTo(200);
    }
  }

  @Test
  void losesNoPlaceToAnotherListenerThatFails() throws Exception {
    App app =
        App.named("test", ":0")
            .use(ConcurrencyLimit.of(1))
            .get(
                "/",
                ctx -> {
                  ctx.onEnd(outcome -> {
                    throw new AssertionError("a listener that fails");
                  });
                  return Response.stream("text/plain", out -> out.write('x'));
                });
    try (InMemory server = InMemory.of(app)) {
      for (int i = 0; i < 3; i++) {
        int status = 503;
        for (int j = 0; j < 500 && status == 503; j++) {
          status = server.get("/").status();
          Thread.sleep(10);
        }
        assertThat(status).isEqualTo(200);
      }
    }
  }

  @Test
  void countsAStreamUntilItsEndAndAnErrorNoLonger() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    App app =
        App.named("test", ":0")
            .use(ConcurrencyLimit.of(1))
            .get(
                "/stream",
                ctx ->
                    Response.stream(
                        "text/plain",
                        out -> {
                          out.write('x');
                          out.flush();
                          try {
                            go.await();
                          } catch (InterruptedException e) {
                            throw new IOException(e);
                          }
                        }))
            .get(
                "/boom",
                ctx -> {
                  throw new IllegalStateException("boom");
                });
    try (InMemory server = InMemory.of(app)) {
      for (int i = 0; i < 3; i++) {
        assertThat(server.get("/boom").status()).isEqualTo(500);
      }
      MemoryReply stream = server.begin("/stream");
      assertThat(stream.head().status()).isEqualTo(200);
      assertThat(server.get("/boom").status()).isEqualTo(503);
      go.countDown();
      assertThat(stream.outcome().failure()).isEmpty();
      int status = 503;
      for (int i = 0; i < 500 && status == 503; i++) {
        status = server.get("/boom").status();
        Thread.sleep(10);
      }
      assertThat(status).isEqualTo(500);
    }
  }

  @Test
  void refusesCountsThatAreNone() {
    assertThatThrownBy(() -> ConcurrencyLimit.of(0)).hasMessageContaining("max-requests is 0");
    assertThatThrownBy(() -> ConcurrencyLimit.create(l -> l.queue(-1, Duration.ofSeconds(1))))
        .hasMessageContaining("max-queued-requests -1");
    assertThatThrownBy(() ->
            InMemory.of(
                Router.named("r")
                    .use(Middleware.registered("concurrency-limit", Map.of("max-requests", 0)))
                    .get("/", ctx -> "x")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("middleware.concurrency-limit.max-requests");
  }
}
