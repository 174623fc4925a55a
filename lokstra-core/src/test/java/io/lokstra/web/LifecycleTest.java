package io.lokstra.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lokstra.config.ConfigurationException;
import io.lokstra.config.Default;
import io.lokstra.engine.EngineOptions;
import io.lokstra.engine.HttpEngine;
import io.lokstra.engine.HttpEngineProvider;
import io.lokstra.engine.HttpHandler;
import io.lokstra.engine.HttpOptions;
import io.lokstra.engine.ListenAddress;
import io.lokstra.engine.Listener;
import io.lokstra.http.App;
import io.lokstra.http.RunningServer;
import io.lokstra.http.Server;
import io.lokstra.http.StartupException;
import io.lokstra.internal.memory.MemoryEngine;
import io.lokstra.internal.memory.MemoryReply;
import io.lokstra.internal.memory.MemoryRequest;
import io.lokstra.web.InMemory.Answer;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class LifecycleTest {

  private static App saying(String name, String address, String word) {
    return App.named(name, address).get("/" + name, ctx -> ctx.text(word));
  }

  /** An engine of which every listener and its own end are watched. */
  private static final class Watched implements HttpEngine {
    private final MemoryEngine engine = new MemoryEngine();
    private final List<String> events = new CopyOnWriteArrayList<>();
    private final AtomicBoolean failsToClose = new AtomicBoolean();

    @Override
    public String description() {
      return "watched";
    }

    @Override
    public Listener listen(ListenAddress address, HttpOptions options, HttpHandler handler)
        throws IOException {
      if (address.toString().equals("unix:/broken")) {
        throw new IllegalStateException("the engine broke");
      }
      events.add("listen " + address);
      return engine.listen(address, options, handler);
    }

    @Override
    public void close() {
      events.add("engine closed");
      engine.close();
      if (failsToClose.get()) {
        throw new IllegalStateException("the engine broke");
      }
    }

    HttpEngineProvider provider() {
      return provider("watched", this);
    }

    static HttpEngineProvider provider(String name, HttpEngine engine) {
      return new HttpEngineProvider() {
        @Override
        public String name() {
          return name;
        }

        @Override
        public HttpEngine create(EngineOptions options) {
          return engine;
        }
      };
    }
  }

  // ---- starting

  @Test
  void stopsWhatWasStartedWhenAnAddressIsTaken() throws Exception {
    Watched engine = new Watched();
    HttpHandler nobody =
        new HttpHandler() {
          @Override
          public io.lokstra.engine.Call prepare(io.lokstra.engine.Exchange exchange) {
            throw new IllegalStateException();
          }

          @Override
          public io.lokstra.http.Response refuse(io.lokstra.engine.Refusal refusal) {
            throw new IllegalStateException();
          }
        };
    HttpOptions options = io.lokstra.http.ServerOptions.defaults().http();
    engine.engine.listen(ListenAddress.parse(":8081"), options, nobody);
    List<String> closed = new CopyOnWriteArrayList<>();
    Server server =
        Server.named("shop")
            .engine(engine.provider())
            .manage(() -> closed.add("pool"))
            .app(saying("one", ":8080", "x"))
            .app(saying("two", ":8081", "x"))
            .app(saying("three", ":8081", "x"));
    assertThatThrownBy(server::start)
        .isInstanceOf(StartupException.class)
        .hasMessageStartingWith("server shop cannot start:\n  - app two, three cannot listen on ")
        .hasMessageContaining(":8081: ")
        .hasMessageContaining("the address is in use")
        .hasMessageEndingWith("choose another address or stop what uses it")
        .hasCauseInstanceOf(IOException.class);
    assertThat(engine.engine.at(ListenAddress.parse(":8080"))).isEmpty();
    assertThat(engine.events).endsWith("engine closed");
    assertThat(closed).containsExactly("pool");
  }

  @Test
  void stopsWhatWasStartedWhateverGoesWrong() {
    Watched engine = new Watched();
    Server server =
        Server.named("s")
            .engine(engine.provider())
            .app(saying("one", ":8080", "x"))
            .app(saying("two", "unix:/broken", "x"));
    assertThatThrownBy(server::start)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the engine broke");
    assertThat(engine.engine.at(ListenAddress.parse(":8080"))).isEmpty();
    assertThat(engine.events).endsWith("engine closed");
  }

  @Test
  void saysAllThatIsWrongWithItsApps() {
    assertThatThrownBy(() -> InMemory.of(Server.named("empty")))
        .isInstanceOf(StartupException.class)
        .hasMessageContaining(
            "there is no app; add one with app(App.named(\"public\", \":8080\"))");
    StartupException twice =
        org.assertj.core.api.Assertions.catchThrowableOfType(
            StartupException.class,
            () ->
                InMemory.of(
                    Server.named("s")
                        .app(saying("a", ":0", "x"))
                        .app(App.named("a", ":0").get("bad", ctx -> "x"))));
    assertThat(twice.problems())
        .anyMatch(p -> p.equals("two apps are named 'a'; names must be unique in a server"))
        .anyMatch(p -> p.contains("must begin with a slash"));
    assertThatThrownBy(() -> App.named("a", "nonsense"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void saysWhichEnginesThereAre() {
    assertThatThrownBy(() -> saying("a", ":0", "x").start())
        .hasMessageContaining(
            "there is no HTTP engine; add io.lokstra:lokstra-netty to the dependencies");
    assertThatThrownBy(() -> saying("a", ":0", "x").start("--server.engine.name=other"))
        .hasMessageContaining("there is no HTTP engine 'other' (server.engine.name); there are []");
  }

  @Test
  void tellsWhereItIsAndHowItRuns() throws Exception {
    try (InMemory server =
        InMemory.of(
            Server.named("shop")
                .app(saying("test", ":8080", "x"))
                .app(saying("socket", "unix:/tmp/shop", "y")))) {
      RunningServer running = server.running();
      assertThat(running.name()).isEqualTo("shop");
      assertThat(running.engine()).isEqualTo("in memory, no network");
      assertThat(running.startTime()).isPositive();
      assertThat(running.port("test")).isEqualTo(8080);
      assertThat(running.address("socket")).hasToString("unix:/tmp/shop");
      assertThatThrownBy(() -> running.port("socket"))
          .hasMessageStartingWith("app socket has no port; it is on unix:/tmp/shop");
      assertThat(server.send("socket", MemoryRequest.of("GET", "/socket")).body()).isEqualTo("y");
      assertThat(running.routes("test")).hasSize(3);
    }
  }

  @Test
  void mayBeStartedSeveralTimes() throws Exception {
    Server server = Server.named("s").app(saying("test", ":0", "x"));
    for (int i = 0; i < 2; i++) {
      try (InMemory running = InMemory.of(server)) {
        assertThat(running.get("/test").body()).isEqualTo("x");
      }
    }
  }

  // ---- configuration

  record ShopOptions(@Default("shop") String word, @Default("false") boolean second) {}

  @Test
  void setsUpWhatASectionOfConfigurationSays() throws Exception {
    List<String> closed = new CopyOnWriteArrayList<>();
    Server server =
        Server.named("s")
            .configure(
                "shop",
                ShopOptions.class,
                (s, shop) -> {
                  s.app(saying("test", ":0", shop.word())).manage(() -> closed.add("section"));
                  if (shop.second()) {
                    s.app(saying("second", ":0", "2"));
                  }
                });
    try (InMemory running =
        InMemory.of(
            server,
            "--shop.word=books",
            "--shop.second",
            "--apps.second.listen=:8099",
            "--server.http.max-body-size=2MiB")) {
      assertThat(running.get("/test").body()).isEqualTo("books");
      assertThat(running.running().port("second")).isEqualTo(8099);
    }
    assertThat(closed).containsExactly("section");
    try (InMemory running = InMemory.of(server, "--port", "8123")) {
      assertThat(running.running().port("test")).isEqualTo(8123);
    }
    assertThatThrownBy(() -> InMemory.of(server, "--shop.wrod=x"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("did you mean --shop.word?");
    assertThatThrownBy(() -> InMemory.of(server, "--apps.second.listen=:8099"))
        .as("an app that is not there")
        .isInstanceOf(ConfigurationException.class);
  }

  @Test
  void closesWhatASetUpMadeWhenALaterOneFails() {
    List<String> closed = new CopyOnWriteArrayList<>();
    Server server =
        Server.named("s")
            .configure("a", ShopOptions.class, (s, a) -> s.manage(() -> closed.add("a")))
            .configure(
                "b",
                ShopOptions.class,
                (s, b) -> {
                  throw new IOException("no database");
                });
    assertThatThrownBy(() -> InMemory.of(server))
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("setting up 'b' failed: no database")
        .hasCauseInstanceOf(IOException.class);
    assertThat(closed).containsExactly("a");
    Server unchecked =
        Server.named("s")
            .configure(
                "b",
                ShopOptions.class,
                (s, b) -> {
                  throw new IllegalStateException("unchecked");
                });
    assertThatThrownBy(() -> InMemory.of(unchecked)).hasMessage("unchecked");
  }

  @Test
  void takesPortsAndKeysFromTheCommandLineAndTheProgram() throws Exception {
    Server server =
        Server.named("s")
            .set("server.http.max-body-size", "3B")
            .app(App.named("test", ":0").post("/", ctx -> ctx.text("x")));
    MemoryRequest four = MemoryRequest.of("POST", "/").body(new byte[4]);
    try (InMemory running = InMemory.of(server, "--port=9000")) {
      assertThat(running.running().port("test")).isEqualTo(9000);
      assertThat(running.send(four).status()).isEqualTo(413);
    }
    try (InMemory running = InMemory.of(server, "--server.http.max-body-size=4B")) {
      assertThat(running.send(MemoryRequest.of("POST", "/").body(new byte[4])).status())
          .isEqualTo(200);
    }
    assertThatThrownBy(() -> InMemory.of(server, "--server.http.max-bdy-size=4B"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("did you mean --server.http.max-body-size?");
    assertThatThrownBy(() ->
            InMemory.of(Server.named("s").set("server.htp.x", "1").app(saying("a", ":0", ""))))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("unknown key server.htp")
        .hasMessageContaining("LifecycleTest.java:");
    assertThatThrownBy(() ->
            InMemory.of(
                Server.named("s").app(saying("a", ":0", "")).app(saying("b", ":0", "")),
                "--port=1"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("a, b");
  }

  // ---- running

  @Test
  void replacesRoutesAtOnceAndAsAWholeUnderLoad() throws Exception {
    App first =
        App.named("test", ":0").get("/a", ctx -> ctx.text("1")).get("/b", ctx -> ctx.text("1"));
    App second =
        App.named("test", ":0").get("/a", ctx -> ctx.text("2")).get("/b", ctx -> ctx.text("2"));
    AtomicBoolean stop = new AtomicBoolean();
    List<String> wrong = new CopyOnWriteArrayList<>();
    try (InMemory server = InMemory.of(first)) {
      List<Thread> clients = new CopyOnWriteArrayList<>();
      for (int i = 0; i < 4; i++) {
        String path = i % 2 == 0 ? "/a" : "/b";
        clients.add(
            Thread.ofVirtual()
                .start(() -> {
                  while (!stop.get()) {
                    try {
                      Answer answer = server.get(path);
                      if (answer.status() != 200 || !"12".contains(answer.body())) {
                        wrong.add(answer.toString());
                      }
                    } catch (IOException e) {
                      wrong.add(e.toString());
                    }
                  }
                }));
      }
      for (int i = 0; i < 20; i++) {
        server.running().replace(i % 2 == 0 ? second : first);
        assertThat(server.get("/a").body()).isEqualTo(i % 2 == 0 ? "2" : "1");
      }
      stop.set(true);
      for (Thread client : clients) {
        client.join();
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void keepsWhatWasReplacedBeforeAndWhatIsWrongOut() throws Exception {
    Server server =
        Server.named("s").app(saying("test", ":8080", "1")).app(saying("b", ":8080", "1"));
    try (InMemory running = InMemory.of(server)) {
      running.running().replace(saying("test", ":0", "2"));
      running.running().replace(saying("b", ":0", "2"));
      assertThat(running.get("/test").body()).isEqualTo("2");
      assertThat(running.get("/b").body()).isEqualTo("2");
      assertThatThrownBy(
              () -> running.running().replace(App.named("test", ":0").get("bad", ctx -> "x")))
          .isInstanceOf(StartupException.class)
          .hasMessageContaining("must begin with a slash");
      assertThat(running.get("/test").body()).isEqualTo("2");
      assertThatThrownBy(() -> running.running().replace(App.named("none", ":0")))
          .hasMessage("there is no app 'none'; there are [test, b]");
    }
  }

  @Test
  void letsRequestsFinishWithTheRoutesTheyBeganWith() throws Exception {
    CountDownLatch began = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    App slow =
        App.named("test", ":0")
            .get(
                "/",
                ctx -> {
                  began.countDown();
                  go.await();
                  return ctx.text("old " + ctx.route().path());
                });
    try (InMemory server = InMemory.of(slow)) {
      MemoryReply reply = server.begin("/");
      began.await();
      server.running().replace(App.named("test", ":0").get("/new", ctx -> ctx.text("new")));
      go.countDown();
      assertThat(
              new String(
                  reply.head().body().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8))
          .isEqualTo("old /");
      assertThat(server.get("/").status()).isEqualTo(404);
      assertThat(server.get("/health/live").status()).isEqualTo(200);
    }
  }

  // ---- health

  @Test
  void answersHealthFromTheStartAndSays503WhileItStops() throws Exception {
    CountDownLatch began = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    App app =
        App.named("test", ":0")
            .use((ctx, next) -> io.lokstra.http.Response.unauthorized("Bearer"))
            .get("/slow", ctx -> "never");
    App slow =
        App.named("slow", ":0")
            .health(false)
            .get(
                "/slow",
                ctx -> {
                  began.countDown();
                  go.await();
                  return ctx.text("done");
                });
    Server server = Server.named("s").app(app).app(slow);
    try (InMemory running = InMemory.of(server, "--server.readiness-delay=1s")) {
      for (String path : List.of("/health/live", "/health/ready")) {
        Answer answer = running.get(path);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"status\":\"up\"}");
        assertThat(answer.header("cache-control")).contains("no-store");
        assertThat(running.send("slow", MemoryRequest.of("GET", path)).status()).isEqualTo(404);
      }
      MemoryReply inFlight = running.begin("slow", MemoryRequest.of("GET", "/slow"));
      began.await();
      Thread stop = Thread.ofVirtual().start(() -> running.running().stop());
      Answer ready = running.get("/health/ready");
      for (int i = 0; i < 100 && ready.status() == 200; i++) {
        Thread.sleep(1);
        ready = running.get("/health/ready");
      }
      assertThat(ready.status()).isEqualTo(503);
      assertThat(ready.body()).isEqualTo("{\"status\":\"stopping\"}");
      assertThat(running.get("/health/live").status()).isEqualTo(200);
      go.countDown();
      assertThat(inFlight.head().status()).isEqualTo(200);
      stop.join();
      assertThatThrownBy(() -> running.get("/health/live")).isInstanceOf(Exception.class);
    }
  }

  @Test
  void leavesHealthToTheApplicationThatHasItsOwn() throws Exception {
    App app = App.named("test", ":0").get("/health/ready", ctx -> ctx.text("own"));
    try (InMemory server = InMemory.of(app)) {
      assertThat(server.get("/health/ready").body()).isEqualTo("own");
      assertThat(server.get("/health/live").body()).isEqualTo("{\"status\":\"up\"}");
    }
  }

  // ---- stopping

  @Test
  void closesWhatItManagesLastAddedFirstWhateverFails() throws Exception {
    List<String> closed = new CopyOnWriteArrayList<>();
    Watched engine = new Watched();
    engine.failsToClose.set(true);
    Server server =
        Server.named("s")
            .engine(engine.provider())
            .manage(() -> closed.add("first"))
            .manage(() -> {
              throw new IOException("does not close");
            })
            .manage(() -> {
              throw new LinkageError("cannot close");
            })
            .manage(() -> {
              engine.events.add("resource closed");
              closed.add("last");
            })
            .app(saying("test", ":0", "x"));
    try (Logged log = new Logged("io.lokstra.server")) {
      RunningServer running = server.start();
      assertThat(running.stop()).isEmpty();
      assertThat(closed).containsExactly("last", "first");
      assertThat(engine.events).endsWith("engine closed", "resource closed");
      assertThat(log.text())
          .contains("server s stops")
          .contains("failed while it closed")
          .contains("closing ")
          .contains("server s stopped");
      assertThat(log.events())
          .filteredOn(e -> e.getFormattedMessage().startsWith("closing"))
          .hasSize(2);
      running.close();
      assertThat(running.stop()).isEmpty();
      running.await();
      assertThat(closed).as("once").hasSize(2);
    }
  }

  @Test
  void namesWhatHadToBeCut() throws Exception {
    CountDownLatch began = new CountDownLatch(1);
    AtomicBoolean end = new AtomicBoolean();
    App app =
        App.named("test", ":0")
            .get(
                "/stuck/{id}",
                ctx -> {
                  began.countDown();
                  while (!end.get()) {
                    Thread.onSpinWait();
                    Thread.interrupted();
                  }
                  return "late";
                });
    try (Logged log = new Logged("io.lokstra.server");
        InMemory server =
            InMemory.of(Server.named("s").app(app), "--server.shutdown-timeout=20ms")) {
      server.begin("/stuck/a%20b");
      assertThat(began.await(5, TimeUnit.SECONDS)).isTrue();
      List<Listener.Stuck> stuck = server.running().stop();
      end.set(true);
      assertThat(stuck).hasSize(1);
      assertThat(stuck.getFirst().request()).isEqualTo("GET /stuck/a b");
      assertThat(log.text())
          .contains("cut: GET /stuck/a b after ")
          .contains("in thread 'GET /stuck/{id}', at ");
    }
  }

  @Test
  @Timeout(60)
  void cutsWhenItsDrainIsInterrupted() throws Exception {
    CountDownLatch began = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    App app =
        App.named("test", ":0")
            .get(
                "/",
                ctx -> {
                  began.countDown();
                  try {
                    new CountDownLatch(1).await();
                  } catch (InterruptedException e) {
                    interrupted.countDown();
                    end.await();
                  }
                  return "never";
                });
    List<String> closed = new CopyOnWriteArrayList<>();
    AtomicBoolean told = new AtomicBoolean();
    try (Logged log = new Logged("io.lokstra.server");
        InMemory server =
            InMemory.of(
                Server.named("s").manage(() -> closed.add("pool")).app(app),
                "--server.shutdown-timeout=10m")) {
      MemoryReply inFlight = server.begin("/");
      began.await();
      Thread stop =
          Thread.ofVirtual()
              .start(() -> {
                server.running().stop();
                told.set(Thread.currentThread().isInterrupted());
              });
      log.first();
      Thread second = Thread.ofVirtual().start(() -> server.running().stop());
      until(() -> waits(stop) && waits(second));
      assertThat(log.text()).contains("server s stops").doesNotContain("stopped");
      assertThat(closed).isEmpty();

      // Who only waits for another's stop may go, and stops nothing.
      second.interrupt();
      second.join();
      assertThat(waits(stop)).isTrue();
      assertThat(closed).isEmpty();
      assertThat(interrupted.getCount()).isOne();

      stop.interrupt();
      stop.join();
      assertThat(told).as("the interrupt is kept for the caller").isTrue();
      assertThatThrownBy(inFlight::head).isInstanceOf(IOException.class);
      assertThat(interrupted.await(5, TimeUnit.SECONDS)).isTrue();
      assertThat(closed).containsExactly("pool");
      end.countDown();
      assertThat(log.text())
          .contains("the drain of server s was interrupted; connections are cut")
          .contains("server s stopped");
    }
  }

  private static boolean waits(Thread thread) {
    return thread.getState() == Thread.State.WAITING;
  }

  private static void until(BooleanSupplier reached) throws InterruptedException {
    for (int i = 0; !reached.getAsBoolean(); i++) {
      assertThat(i).as("waited ten seconds in vain").isLessThan(1_000);
      Thread.sleep(10);
    }
  }
}
