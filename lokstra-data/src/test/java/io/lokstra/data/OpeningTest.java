package io.lokstra.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lokstra.config.Secret;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpeningTest {

  @Test
  void namesTheDriverThatIsMissing() {
    assertThatThrownBy(() -> DbPool.open(DbOptions.of("jdbc:mariadb://u:pw@host/shop?password=pw")))
        .hasMessage(
            "no JDBC driver takes the URL jdbc:mariadb://host/shop; add"
                + " org.mariadb.jdbc:mariadb-java-client to the class path")
        .hasMessageNotContaining("pw");
    assertThatThrownBy(() -> DbPool.open(DbOptions.of("jdbc:nothing:x")))
        .hasMessageContaining("expected jdbc:h2:");
  }

  @Test
  void saysWhatItCannotConnectTo() {
    DbOptions nobody =
        DbOptions.of("jdbc:postgresql://127.0.0.1:1/shop?password=pssst")
            .withLogin("ada", Secret.of("pssst"));

    assertThatThrownBy(() -> DbPool.open("orders", nobody))
        .isInstanceOf(DbException.class)
        .hasMessageContaining("pool orders cannot connect to jdbc:postgresql://127.0.0.1:1/shop: ")
        .hasMessageContaining("refused")
        .hasMessageNotContaining("pssst");
  }

  @ParameterizedTest
  @EnumSource(TestDatabase.class)
  void saysWhichMigrationFailed(TestDatabase database) {
    DbOptions broken = DbOptions.of(database.url()).withMigrations("classpath:migrations/broken");

    assertThatThrownBy(() -> DbPool.open(broken))
        .isInstanceOf(DbException.class)
        .hasMessageContaining("the migrations in classpath:migrations/broken failed")
        .hasMessageContaining("V2__wrong.sql");
  }

  @Test
  void saysWhichFolderOfMigrationsIsMissing() {
    DbOptions nowhere = DbOptions.of(TestDatabase.H2.url()).withMigrations("no/such/folder");

    assertThatThrownBy(() -> DbPool.open(nowhere)).hasMessageContaining("no/such/folder");
  }

  @ParameterizedTest
  @EnumSource(TestDatabase.class)
  void keepsDataAndAppliesMigrationsOnce(TestDatabase database) {
    DbOptions options = database.options();
    try (DbPool db = DbPool.open(options)) {
      db.update("insert into item (name) values ('a')").run();
    }
    try (DbPool db = DbPool.open(options)) {
      assertThat(db.query("select name from item").as(String.class).list()).containsExactly("a");
    }
  }

  @Test
  void logsInWithUserAndPassword() {
    DbOptions options = DbOptions.of(TestDatabase.H2.url()).withLogin("ada", Secret.of("lovelace"));
    DbPool.open(options).close();

    assertThatThrownBy(() -> DbPool.open(options.withLogin("ada", Secret.of("wrong"))))
        .hasMessageContaining("cannot connect");
    assertThat(options.toString()).doesNotContain("lovelace");
  }

  @Test
  void opensAnH2FileOfTheOldKindWithAWarning() {
    String url = TestDatabase.H2.url().replace("async:", "");

    DbPool.open(DbOptions.of(url)).close();
  }

  @Test
  void refusesOptionsThatMakeNoSense() {
    DbOptions good = DbOptions.of("jdbc:h2:mem:x");

    assertThatThrownBy(() -> DbOptions.of("h2:mem")).hasMessageContaining("must be a JDBC URL");
    assertThatThrownBy(() -> good.withMaxSize(0)).hasMessage("max-size must be at least 1, not 0");
    assertThatThrownBy(() -> good.withQueue(-1, Duration.ofSeconds(1)))
        .hasMessageContaining("max-queued");
    assertThatThrownBy(() -> good.withQueue(1, Duration.ZERO)).hasMessageContaining("max-wait");
    assertThat(good.withQueryTimeout(Duration.ofSeconds(60)).socketTimeout())
        .isEqualTo(Duration.ofSeconds(80));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a'b", "x; drop table item"})
  void bindsWhateverAValueHolds(String value) {
    try (DbPool db = DbPool.open(TestDatabase.H2.options())) {
      db.update("insert into item (name) values (:name)").bind("name", value).run();
      assertThat(db.query("select name from item").as(String.class).one()).isEqualTo(value);
    }
  }
}
