package io.lokstra.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lokstra.config.ConfigurationException;
import io.lokstra.http.App;
import io.lokstra.http.RunningServer;
import io.lokstra.http.Server;
import io.lokstra.http.StartupException;
import io.lokstra.service.LokstraModule;
import io.lokstra.service.Service;
import io.lokstra.service.StartContext;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The pool as a service, contributed by this module. */
class DbPoolServiceTest {

  private static Server shop(String url) {
    return Server.named("shop")
        .services(services ->
            services
                .add("main-db", "dbpool")
                .set("url", url)
                .set("migrations", TestDatabase.H2.options().migrations().orElseThrow()))
        .app(App.named("test", "127.0.0.1:0").get("/", ctx -> "x"));
  }

  @Test
  void connectsWhenTheServerStartsAndIsClosedWhenItStops() {
    Server server =
        shop(TestDatabase.H2.url())
            .services(services ->
                services
                    .add("items", use -> new Items(use.get("db", DbPool.class)))
                    .use("db", "main-db"));
    DbPool db;
    try (RunningServer running = server.start()) {
      db = running.services().get("main-db", DbPool.class);
      assertThat(db.name()).isEqualTo("main-db");
      assertThat(db.query("select name from item").as(String.class).list())
          .containsExactly("first");
      assertThat(db.status().problem()).isEmpty();
    }
    assertThatThrownBy(() -> db.query("select 1").as(int.class).one())
        .hasMessageContaining("closed");
  }

  /** Uses its database as soon as it starts. */
  private record Items(DbPool db) implements Service {
    @Override
    public void onStart(StartContext start) {
      db.update("insert into item (name) values ('first')").run();
    }
  }

  @Test
  void isNotUsableBeforeItHasStarted() {
    try (DbPool db = DbPool.unopened("db", TestDatabase.H2.options())) {
      assertThatThrownBy(() -> db.query("select 1").as(int.class).one())
          .hasMessageContaining("the database pool db has not started");
      assertThat(db.status().idle()).isZero();
    }
  }

  @Test
  void databaseThatCannotBeReachedKeepsTheServerFromStarting() {
    assertThatThrownBy(() -> shop("jdbc:postgresql://127.0.0.1:1/shop").start())
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("LOK-SVC-012 service 'main-db' (type dbpool) failed to start after ")
        .hasMessageContaining("pool main-db cannot connect to jdbc:postgresql://127.0.0.1:1/shop")
        .hasCauseInstanceOf(DbException.class);
  }

  @Test
  void itsKeysAreCheckedLikeAll() {
    assertThatThrownBy(() ->
            shop("jdbc:h2:mem:x")
                .start(
                    "--services.main-db.config.max-sise=3",
                    "--services.main-db.config.max-wait=soon"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("did you mean --services.main-db.config.max-size?")
        .hasMessageContaining("services.main-db.config.max-wait cannot be read: 'soon'");
  }

  @Test
  void moduleMayBeKeptFromAddingIt() {
    assertThatThrownBy(() -> shop("jdbc:h2:mem:x").start("--modules.lokstra-data.enabled=false"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("service 'main-db' is of the type 'dbpool', which nobody registered");
  }

  @Test
  void classPathAndModulePathSayTheSame() throws IOException {
    List<String> provided =
        DbPool.class.getModule().getDescriptor().provides().stream()
            .filter(provides -> provides.service().equals(LokstraModule.class.getName()))
            .flatMap(provides -> provides.providers().stream())
            .toList();
    String resource = "META-INF/services/" + LokstraModule.class.getName();
    try (InputStream file = DbPool.class.getModule().getResourceAsStream(resource)) {
      assertThat(file).as(resource).isNotNull();
      assertThat(new String(file.readAllBytes(), StandardCharsets.UTF_8).strip().lines())
          .containsExactlyElementsOf(provided)
          .isNotEmpty();
    }
  }
}
