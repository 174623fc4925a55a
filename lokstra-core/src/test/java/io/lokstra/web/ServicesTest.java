package io.lokstra.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lokstra.config.ConfigurationException;
import io.lokstra.config.Default;
import io.lokstra.http.App;
import io.lokstra.http.Router;
import io.lokstra.http.RunningServer;
import io.lokstra.http.Server;
import io.lokstra.http.StartupException;
import io.lokstra.service.Lazy;
import io.lokstra.service.Service;
import io.lokstra.service.ServiceDirectory;
import io.lokstra.service.Services;
import io.lokstra.service.StartContext;
import io.lokstra.service.StopContext;
import java.io.IOException;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class ServicesTest {
  private final List<String> events = new CopyOnWriteArrayList<>();

  /** A service that tells what happens to it. */
  private class Told implements Service {
    private final String name;

    Told(String name) {
      this.name = name;
    }

    @Override
    public void onStart(StartContext start) throws Exception {
      events.add("start " + name);
    }

    @Override
    public void onStop(StopContext stop) throws Exception {
      events.add("stop " + name);
    }
  }

  private interface Repository {
    String find(String id);
  }

  private final class Table extends Told implements Repository {
    private final String kind;

    Table(String name, String kind) {
      super(name);
      this.kind = kind;
    }

    @Override
    public String find(String id) {
      return kind + " " + id;
    }
  }

  record OrdersConfig(@Default("50") int pageLimit) {}

  private final class Orders extends Told {
    private final Repository repository;
    private final OrdersConfig config;

    Orders(String name, Repository repository, OrdersConfig config) {
      super(name);
      this.repository = repository;
      this.config = config;
    }

    String show(String id) {
      return repository.find(id) + ", at most " + config.pageLimit();
    }
  }

  private Server shop(Consumer<Services> services) {
    return Server.named("shop")
        .services(services)
        .app(App.named("test", ":0").get("/", ctx -> ctx.text("hello")));
  }

  private InMemory start(Consumer<Services> services, String... arguments) {
    return InMemory.of(shop(services), arguments);
  }

  private void standard(Services services) {
    services.type(
        "shop.orders",
        OrdersConfig.class,
        (config, use) -> new Orders(use.name(), use.get("repository", Repository.class), config));
    services.add("sql", use -> new Table("sql", "row"));
    services.add("memory", use -> new Table("memory", "object"));
    services.add("orders", "shop.orders").use("repository", "sql").set("page-limit", "7");
  }

  // ---- making

  @Test
  void startsInTheOrderOfDependenciesAndStopsInReverse() {
    try (InMemory server =
        start(services -> {
          services.add(
              "c",
              use -> {
                use.get("b", Told.class);
                return new Told("c");
              });
          services.add(
              "b",
              use -> {
                use.get("a", Told.class);
                return new Told("b");
              });
          services.add("a", use -> new Told("a"));
        })) {
      assertThat(events).containsExactly("start a", "start b", "start c");
      assertThat(server.running().services().names()).containsExactly("a", "b", "c");
      events.clear();
    }
    assertThat(events).containsExactly("stop c", "stop b", "stop a");
  }

  @Test
  void configurationSaysWhatAServiceIsMadeFrom() {
    try (InMemory server =
        start(
            this::standard,
            "--services.orders.config.page-limit=9",
            "--services.orders.use.repository=memory")) {
      Orders orders = server.running().services().get("orders", Orders.class);
      assertThat(orders.show("1")).isEqualTo("object 1, at most 9");
    }
    try (InMemory server = start(this::standard)) {
      assertThat(server.running().services().get(Orders.class).show("1"))
          .isEqualTo("row 1, at most 7");
    }
  }

  @Test
  void severalInstancesOfOneTypeHaveTheirOwnNamesAndUses() {
    try (InMemory server =
        start(services -> {
          standard(services);
          services.add("archive", "shop.orders").use("repository", "memory");
        })) {
      ServiceDirectory all = server.running().services();
      assertThat(all.get("orders", Orders.class).show("1")).isEqualTo("row 1, at most 7");
      assertThat(all.get("archive", Orders.class).show("1")).isEqualTo("object 1, at most 50");
      assertThat(all.all(Repository.class)).hasSize(2);
      assertThatThrownBy(() -> all.get(Orders.class))
          .isInstanceOf(NoSuchElementException.class)
          .hasMessageContaining("orders, archive")
          .hasMessageContaining("say which one by its name");
    }
  }

  @Test
  void eachStartMakesServicesOfItsOwn() {
    Server server = shop(this::standard);
    try (InMemory one = InMemory.of(server);
        InMemory two = InMemory.of(server)) {
      assertThat(one.running().services().get(Orders.class))
          .isNotSameAs(two.running().services().get(Orders.class));
    }
    assertThat(events).hasSize(12);
  }

  @Test
  void optionalDependencyIsThereOrNot() {
    Consumer<Services> services =
        all ->
            all.add(
                "cached",
                use -> {
                  Optional<Told> cache = use.find("cache", Told.class);
                  events.add("with cache: " + cache.isPresent());
                  return new Told("cached");
                });
    start(services).close();
    start(services.andThen(all -> all.add("cache", use -> new Told("cache")))).close();
    assertThat(events)
        .containsExactly(
            "with cache: false",
            "start cached",
            "stop cached",
            "with cache: true",
            "start cache",
            "start cached",
            "stop cached",
            "stop cache");
  }

  // ---- how handlers reach them

  @Test
  void routersAreBuiltOutOfServices() throws IOException {
    Router api =
        Router.named("api")
            .mount(
                "/orders",
                services -> {
                  Orders orders = services.get("orders", Orders.class);
                  return Router.named("orders")
                      .get("/{id}", ctx -> ctx.text(orders.show(ctx.path("id"))));
                });
    Server server =
        Server.named("shop").services(this::standard).app(App.named("test", ":0").mount(api));
    try (InMemory one = InMemory.of(server);
        InMemory two = InMemory.of(server, "--services.orders.config.page-limit=1")) {
      assertThat(one.get("/orders/4").body()).isEqualTo("row 4, at most 7");
      assertThat(two.get("/orders/4").body()).isEqualTo("row 4, at most 1");
      one.running()
          .replace(
              App.named("test", ":0")
                  .mount(services ->
                      Router.named("other").get("/n", ctx -> ctx.text("" + services.names()))));
      assertThat(one.get("/n").body()).isEqualTo("[sql, memory, orders]");
    }
  }

  @Test
  void middlewareByNameIsConfiguredInRoutersThatAreBuiltToo() throws IOException {
    Server server =
        Server.named("shop")
            .services(this::standard)
            .app(
                App.named("test", ":0")
                    .mount(services ->
                        Router.named("r")
                            .use(io.lokstra.http.Middleware.registered("maintenance"))
                            .get("/", ctx -> "x")));
    try (InMemory one = InMemory.of(server, "--middleware.maintenance.enabled=true")) {
      assertThat(one.get("/").status()).isEqualTo(503);
    }
    assertThatThrownBy(() -> InMemory.of(server, "--middleware.maintenance.enabeld=true"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("did you mean --middleware.maintenance.enabled?");
  }

  @Test
  void routerThatCannotBeBuiltIsAnErrorBeforeAnythingStarts() {
    Server server =
        Server.named("shop")
            .services(this::standard)
            .app(
                App.named("test", ":0")
                    .mount(services -> {
                      services.get("order", Orders.class);
                      return Router.named("r");
                    })
                    .mount(services -> {
                      services.get("sql", Orders.class);
                      return Router.named("r");
                    }));
    assertThatThrownBy(() -> InMemory.of(server))
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("ServicesTest.java:")
        .hasMessageContaining("there is no service 'order'; did you mean 'orders'?")
        .hasMessageContaining("service 'sql' is a ");
    assertThat(events).isEmpty();
  }

  // ---- what cannot be made

  @Test
  void allThatIsWrongIsToldAtOnceAndNothingStarts() {
    assertThatThrownBy(() ->
            start(
                services -> {
                  standard(services);
                  services.add("mailer", "shop.mialer");
                  services.type("shop.mailer", use -> new Told("mailer"));
                  services.add("more", "shop.orders").use("repository", "sqll");
                },
                "--services.orders.config.page-limit=many",
                "--services.mailer.config.host=x",
                "--services.other.type=x"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageStartingWith("the configuration has 4 problems")
        .hasMessageContaining(
            "LOK-CFG-002 services.orders.config.page-limit cannot be read: 'many'")
        .hasMessageContaining("LOK-CFG-007 unknown argument --services.other.type")
        .hasMessageContaining(
            "LOK-SVC-001 service 'mailer' is of the type 'shop.mialer', which nobody registered\n    at code: ServicesTest.java:")
        .hasMessageContaining("did you mean 'shop.mailer'?")
        .hasMessageContaining(
            "LOK-SVC-002 service 'more' is to use 'sqll' as its repository, and there is no such service")
        .hasMessageContaining("did you mean 'sql'?");
    assertThat(events).isEmpty();
  }

  @Test
  void missingMistypedAndFailingOnesAreToldWithTheirChains() {
    assertThatThrownBy(() ->
            start(services -> {
              services.add("page", use -> use.get("list", Told.class));
              services.add("list", use -> use.get("dbb", Repository.class));
              services.add("db", use -> new Table("db", "row"));
              services.add("report", use -> use.get("plain", Repository.class));
              services.add("plain", use -> new Object());
              services.add(
                  "broken",
                  use -> {
                    throw new IOException("no such file: keys.pem");
                  });
              services.add("above", use -> use.get("broken", Told.class));
              services.add("lazily", use -> use.lazy("plain", Told.class));
              services.add("typo", use -> new Told("typo")).use("dab", "db");
            }))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageStartingWith("the configuration has 5 problems")
        .hasMessageContaining(
            "LOK-SVC-003 service 'list' needs a Repository called 'dbb', and there is none: page → list → dbb")
        .hasMessageContaining("did you mean 'db'?")
        .hasMessageContaining(
            "LOK-SVC-004 service 'report' needs a Repository as its plain, and 'plain' is a Object: report → plain")
        .hasMessageContaining("of that type: db")
        .hasMessageContaining(
            "LOK-SVC-004 service 'lazily' needs a Told as its plain, and 'plain' is a Object: lazily → plain")
        .hasMessageContaining(
            "LOK-SVC-006 the factory of service 'broken' (type broken) failed: no such file: keys.pem")
        .hasMessageContaining("LOK-SVC-007 service 'typo' never asks for a 'dab'")
        .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
    assertThat(events).isEmpty();
  }

  @Test
  void cyclesAreShownWholeAndLazyOnesAreNone() {
    assertThatThrownBy(() ->
            start(services -> {
              services.add("front", use -> use.get("a", Told.class));
              services.add("a", use -> use.get("b", Told.class));
              services.add("b", use -> use.get("next", Told.class)).use("next", "c");
              services.add("c", use -> use.get("a", Told.class));
            }))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(
            "LOK-SVC-005 services need each other, so that none can be first: a → b → c → a")
        .hasMessageContaining("use.lazy(\"a\", …) in the factory of 'c'")
        .satisfies(e -> assertThat(((ConfigurationException) e).problems()).hasSize(1));
    List<Lazy<Told>> handles = new CopyOnWriteArrayList<>();
    try (InMemory server =
        start(services -> {
          services.add(
              "a",
              use -> {
                use.get("b", Told.class);
                return new Told("a");
              });
          services.add(
              "b",
              use -> {
                handles.add(use.lazy("a", Told.class));
                return new Told("b");
              });
        })) {
      assertThat(handles.getFirst().get().name).isEqualTo("a");
      assertThat(server.running().services().names()).containsExactly("b", "a");
    }
    assertThatThrownBy(() -> handles.getFirst().get())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("service 'a' has stopped");
  }

  @Test
  void whatWasMadeIsClosedWhenOthersCannotBe() {
    assertThatThrownBy(() ->
            start(services -> {
              services.add("file", use -> (AutoCloseable) () -> events.add("file closed"));
              services.add("b", use -> use.get("none", Told.class));
            }))
        .isInstanceOf(ConfigurationException.class);
    assertThat(events).containsExactly("file closed");
  }

  @Test
  void namesAreCheckedWhereTheyAreGiven() {
    Server server = Server.named("s");
    assertThatThrownBy(() -> server.services(s -> s.add("a.b", use -> "x")))
        .hasMessage("not a name for a service: 'a.b'; expected letters, digits, '-' and '_'");
    assertThatThrownBy(() -> server.services(s -> s.type("a b", use -> "x")))
        .hasMessageContaining("in parts joined by '.'");
    assertThatThrownBy(() -> server.services(s -> s.type("t", use -> "x").type("t", use -> "x")))
        .hasMessageMatching(
            "a type of service 't' is registered already, at ServicesTest.java:\\d+");
    assertThatThrownBy(() ->
            server.services(s -> {
              s.add("a", use -> "x");
              s.add("a", use -> "x");
            }))
        .hasMessageMatching("service 'a' is there already, added at ServicesTest.java:\\d+");
  }

  // ---- starting and stopping

  @Test
  void independentOnesStartAtTheSameTime() throws Exception {
    CountDownLatch both = new CountDownLatch(2);
    Consumer<Services> services =
        all -> {
          for (String name : List.of("a", "b")) {
            all.add(
                name,
                use ->
                    new Service() {
                      @Override
                      public void onStart(StartContext start) throws Exception {
                        both.countDown();
                        both.await();
                      }
                    });
          }
        };
    start(services).close();
    assertThat(both.getCount()).isZero();
  }

  @Test
  void failedStartUndoesWhatHadStarted() {
    try (Logged log = new Logged("io.lokstra.server")) {
      assertThatThrownBy(() ->
              start(services -> {
                services.add("db", use -> new Told("db"));
                services.add("cache", use -> (AutoCloseable) () -> events.add("close cache"));
                services.add(
                    "users",
                    use -> {
                      use.get("db", Told.class);
                      return new Told("users") {
                        @Override
                        public void onStart(StartContext start) throws IOException {
                          throw new IOException("the table is missing");
                        }
                      };
                    });
                services.add(
                    "orders",
                    use -> {
                      use.get("users", Told.class);
                      return new Told("orders");
                    });
              }))
          .isInstanceOf(StartupException.class)
          .hasMessageContaining("LOK-SVC-012 service 'users' (type users) failed to start after ")
          .hasMessageContaining(" ms: the table is missing")
          .hasCauseInstanceOf(IOException.class);
      assertThat(events).containsExactlyInAnyOrder("start db", "close cache", "stop db");
      assertThat(events).containsSubsequence("start db", "stop db");
      assertThat(log.text()).contains("service db started in ").contains("service db stopped in ");
    }
  }

  @Test
  void oneThatDoesNotStartInTimeIsToldOf() {
    assertThatThrownBy(() ->
            start(
                services ->
                    services.add(
                        "slow",
                        use ->
                            new Service() {
                              @Override
                              public void onStart(StartContext start) throws Exception {
                                assertThat(start.name()).isEqualTo("slow");
                                new CountDownLatch(1).await();
                              }
                            }),
                "--services.slow.start-timeout=20ms"))
        .isInstanceOf(StartupException.class)
        .hasMessageContaining(
            "LOK-SVC-013 service 'slow' (type slow) did not start within 20ms; see what it waits for, or give it more: services.slow.start-timeout");
  }

  @Test
  void failureOfOneStopSkipsNoOther() {
    try (Logged log = new Logged("io.lokstra.server")) {
      start(
              services -> {
                services.add("db", use -> new Told("db"));
                services.add(
                    "users",
                    use -> {
                      use.get("db", Told.class);
                      return new Told("users") {
                        @Override
                        public void onStop(StopContext stop) throws IOException {
                          throw new IOException("cannot flush");
                        }
                      };
                    });
                services.add(
                    "orders",
                    use -> {
                      use.get("users", Told.class);
                      return new Told("orders");
                    });
              })
          .close();
      assertThat(events).endsWith("stop orders", "stop db");
      assertThat(log.text())
          .contains("ERROR service users failed to stop after ")
          .contains("INFO service orders stopped in ")
          .contains("INFO service db stopped in ");
    }
  }

  @Test
  void oneThatDoesNotStopInTimeIsInterruptedAndThenLeftBehind() {
    CountDownLatch end = new CountDownLatch(1);
    try (Logged log = new Logged("io.lokstra.server")) {
      InMemory server =
          start(
              services -> {
                services.add("db", use -> new Told("db"));
                services.add(
                    "polite",
                    use -> {
                      use.get("db", Told.class);
                      return new Told("polite") {
                        @Override
                        public void onStop(StopContext stop) throws Exception {
                          try {
                            new CountDownLatch(1).await();
                          } catch (InterruptedException e) {
                            events.add("interrupted " + stop.remaining().toMillis());
                          }
                        }
                      };
                    });
                services.add(
                    "stubborn",
                    use -> {
                      use.get("db", Told.class);
                      return new Told("stubborn") {
                        @Override
                        public void onStop(StopContext stop) {
                          while (end.getCount() > 0) {
                            Thread.interrupted();
                            Thread.onSpinWait();
                          }
                        }
                      };
                    });
              },
              "--services.polite.stop-timeout=10ms",
              "--services.stubborn.stop-timeout=10ms");
      assertThat(server.running().stop())
          .singleElement()
          .satisfies(stuck -> assertThat(stuck.request()).isEqualTo("stop of service stubborn"));
      end.countDown();
      assertThat(events).contains("interrupted 0").endsWith("stop db");
      assertThat(log.text())
          .contains("WARN service polite was interrupted since it did not stop within 10ms")
          .contains("ERROR service stubborn did not stop within 10ms, nor when it was interrupted")
          .contains("cut: stop of service stubborn after ");
    }
  }

  // ---- lazily

  @Test
  void lazyOneStartsWhenItIsFirstAskedFor() {
    List<Lazy<Told>> handles = new CopyOnWriteArrayList<>();
    try (InMemory server =
        start(services -> {
          services
              .add(
                  "archive",
                  use -> {
                    use.get("tape", Told.class);
                    return new Told("archive");
                  })
              .lazy();
          services.add("tape", use -> new Told("tape")).lazy();
          services.add("unused", use -> new Told("unused")).lazy();
          services.add("needed", use -> new Told("needed")).lazy();
          services.add(
              "orders",
              use -> {
                use.get("needed", Told.class);
                handles.add(use.lazy("archive", Told.class));
                return new Told("orders");
              });
        })) {
      assertThat(events).containsExactly("start needed", "start orders");
      handles.getFirst().get();
      handles.getFirst().get();
      assertThat(events)
          .containsExactly("start needed", "start orders", "start tape", "start archive");
      assertThat(server.running().services().lazy("unused", Told.class).get().name)
          .isEqualTo("unused");
      events.clear();
    }
    assertThat(events)
        .containsExactlyInAnyOrder(
            "stop archive", "stop tape", "stop orders", "stop needed", "stop unused")
        .containsSubsequence("stop archive", "stop tape")
        .containsSubsequence("stop orders", "stop needed");
  }

  @Test
  void lazyOneThatCannotStartIsTriedAgain() {
    CountDownLatch failures = new CountDownLatch(1);
    try (InMemory server =
        start(services ->
            services
                .add(
                    "late",
                    use ->
                        new Told("late") {
                          @Override
                          public void onStart(StartContext start) throws Exception {
                            if (failures.getCount() > 0) {
                              failures.countDown();
                              throw new IOException("not yet");
                            }
                            super.onStart(start);
                          }
                        })
                .lazy())) {
      Lazy<Told> late = server.running().services().lazy("late", Told.class);
      assertThatThrownBy(late::get)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("not yet")
          .hasCauseInstanceOf(IOException.class);
      assertThat(late.get().name).isEqualTo("late");
    }
    assertThat(events).containsExactly("start late", "stop late");
  }

  @Test
  void handleAskedTooEarlySaysSo() {
    assertThatThrownBy(() ->
            start(services -> {
              services.add("b", use -> new Told("b"));
              services.add(
                  "a",
                  use -> {
                    Lazy<Told> b = use.lazy("b", Told.class);
                    b.get();
                    return new Told("a");
                  });
            }))
        .hasMessageContaining(
            "service 'b' has not started; what needs it earlier has to depend on it (use.get)");
  }

  @Test
  void serverWithoutServicesHasAnEmptyDirectory() {
    try (InMemory server = InMemory.of(App.named("test", ":0").get("/", ctx -> "x"))) {
      RunningServer running = server.running();
      assertThat(running.services().names()).isEmpty();
      assertThat(running.services().find("a", Object.class)).isEmpty();
    }
  }
}
