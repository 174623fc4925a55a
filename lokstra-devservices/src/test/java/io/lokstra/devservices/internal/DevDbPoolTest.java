package io.lokstra.devservices.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lokstra.config.ConfigurationException;
import io.lokstra.data.DbOptions;
import io.lokstra.data.DbPool;
import io.lokstra.dev.DevServiceProvider;
import io.lokstra.dev.DevServices;
import io.lokstra.http.App;
import io.lokstra.http.Server;
import io.lokstra.http.StartupException;
import io.lokstra.service.Mode;
import io.lokstra.service.Service;
import io.lokstra.service.StartContext;
import io.lokstra.service.StopContext;
import io.lokstra.testkit.TestServer;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** A server whose pool asks for a database. */
class DevDbPoolTest {
  private final List<String> events = new CopyOnWriteArrayList<>();

  /** Uses the database when it starts and when it stops. */
  private final class Ledger implements Service {
    private final DbPool db;

    Ledger(DbPool db) {
      this.db = db;
    }

    @Override
    public void onStart(StartContext start) {
      db.update("create table entry (id int)").run();
    }

    @Override
    public void onStop(StopContext stop) {
      db.update("insert into entry values (1)").run();
      events.add("stopped with " + db.query("select count(*) from entry").as(int.class).one());
    }
  }

  private Server shop(String url) {
    return Server.named("shop")
        .services(services -> {
          services.add("main-db", "dbpool").set("url", url);
          services.add("ledger", use -> new Ledger(use.get("main-db", DbPool.class)));
        })
        .app(
            App.named("public", "127.0.0.1:0")
                .mount(services -> {
                  DbPool db = services.get("main-db", DbPool.class);
                  return io.lokstra.http.Router.named("r")
                      .get("/user", ctx -> db.query("select current_user").as(String.class).one());
                }));
  }

  @Test
  void hasADatabaseAsLongAsAnythingUsesIt() {
    try (TestServer server = TestServer.of(shop("dev:postgresql/shop"))) {
      server.get("/user").send().expectStatus(200).expectJson("data", "dev");
      var report = server.running().report().services().getFirst();
      assertThat(report.name()).isEqualTo("main-db");
      assertThat(report.notes().getFirst())
          .contains("PostgreSQL 18", "127.0.0.1", "dev:postgresql/shop");
      assertThat(report.notes().getLast())
          .isEqualTo("your own instead: --services.main-db.config.url=jdbc:postgresql://…");
    }
    assertThat(events).containsExactly("stopped with 1");
  }

  @Test
  void doesNotStartInProduction() {
    assertThatThrownBy(() -> shop("dev:postgresql/shop").start())
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("LOK-SVC-006")
        .hasMessageContaining("LOK-DEV-001 dev:postgresql/shop is asked for");
  }

  @Test
  void namesWhatWasMeant() {
    assertThatThrownBy(() -> shop("dev:postgres").start("--mode=test"))
        .hasMessageContaining("LOK-DEV-002 nobody here starts 'postgres'")
        .hasMessageContaining("did you mean dev:postgresql?");
    assertThatThrownBy(() -> shop("dev:postgresql?prot=1").start("--mode=test"))
        .hasMessageContaining("LOK-DEV-003")
        .hasMessageContaining("did you mean port?");
  }

  @Test
  void refusesADevServiceThatIsNoDatabase() {
    assertThatThrownBy(() -> shop("dev:redis").start("--mode=test"))
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("dev:redis is no database with a JDBC driver");
  }

  @Test
  void isForServersAloneAndSaysWhatElseThereIs() {
    assertThatThrownBy(() -> DbPool.open(DbOptions.of("dev:postgresql")))
        .hasMessageContaining("DevServices.start(\"dev:postgresql\", Mode.TEST)");
    assertThatThrownBy(
            () -> DbOptions.of("dev:postgresql").withLogin("a", io.lokstra.config.Secret.of("b")))
        .hasMessageContaining("a dev service has a login of its own");
  }

  @Test
  void aProgramMayStartOneItself() throws Exception {
    try (var dev = DevServices.start("dev:postgresql", Mode.TEST);
        DbPool db = DbPool.open(DbOptions.of(dev.address()))) {
      assertThat(db.query("select current_database()").as(String.class).one()).isEqualTo("dev");
    }
  }

  @Test
  void classPathAndModulePathHaveTheSameProviders() throws Exception {
    String name = DevServiceProvider.class.getName();
    Path classes =
        Path.of(Postgres.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    List<String> inModule =
        ModuleFinder.of(classes).findAll().stream()
            .flatMap(module -> module.descriptor().provides().stream())
            .filter(provides -> provides.service().equals(name))
            .flatMap(provides -> provides.providers().stream())
            .toList();
    assertThat(Files.readAllLines(classes.resolve("META-INF/services").resolve(name)))
        .isNotEmpty()
        .containsExactlyElementsOf(inModule);
  }

  @Test
  void isMadeAndClosedWithoutStartingAnything() {
    DbPool.unopened("db", DbOptions.of("dev:postgresql")).close();
  }
}
