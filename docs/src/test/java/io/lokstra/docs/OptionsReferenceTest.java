package io.lokstra.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.lokstra.data.DbOptions;
import io.lokstra.internal.config.JsonSchema;
import io.lokstra.internal.config.Reference;
import io.lokstra.jobs.JobsOptions;
import io.lokstra.redis.RedisOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The references of what modules can be told are made from their records. */
class OptionsReferenceTest {
  private static final String COMMAND =
      "mvn -pl docs -am test -Dtest=OptionsReferenceTest"
          + " -Dsurefire.failIfNoSpecifiedTests=false -Dupdate";

  /** A record, and where its keys stand. */
  enum Page {
    DATABASE(
        "database",
        "a database",
        DbOptions.class,
        "db",
        """
        The keys of `DbOptions`. They stand where the program reads them: with `server.configure("db", DbOptions.class, …)` the largest size is
        `db.max-size`, `--db.max-size=20` on the command line and `LOKSTRA_DB_MAX_SIZE` in the environment. See [Databases](../data.md).
        """),
    REDIS(
        "redis",
        "a Redis",
        RedisOptions.class,
        "services.<name>.config",
        """
        The keys of a service of the type `redis`: `services.<name>.config.url`, `--services.redis.config.url=…` on the command line,
        `LOKSTRA_SERVICES_REDIS_CONFIG_URL` in the environment. See [Redis](../redis.md).
        """),
    JOBS(
        "jobs",
        "a worker of jobs",
        JobsOptions.class,
        "",
        """
        The keys of `JobsOptions`, under `services.<name>.config` of a service of the type `worker`: with the name `jobs`, `concurrency` is `--services.jobs.config.concurrency=20` on
        the command line and `LOKSTRA_SERVICES_JOBS_CONFIG_CONCURRENCY` in the environment. See [Jobs](../jobs.md).
        """);

    private final String file;
    private final String title;
    private final Class<? extends Record> type;
    private final String section;
    private final String where;

    Page(String file, String title, Class<? extends Record> type, String section, String where) {
      this.file = file;
      this.title = title;
      this.type = type;
      this.section = section;
      this.where = where;
    }

    String text() {
      return "# Reference: %s\n\n<!-- Written from the record and its javadoc. To write it anew:\n%s -->\n\n%s\n%s"
          .formatted(title, COMMAND, where, Reference.tables(section, type));
    }

    String schema() {
      return JsonSchema.of(
          type, title.substring(0, 1).toUpperCase(Locale.ROOT) + title.substring(1));
    }
  }

  @ParameterizedTest
  @EnumSource
  void pageIsThatOfTheRecord(Page page) throws IOException {
    check(page.file + ".md", page.text());
  }

  @ParameterizedTest
  @EnumSource
  void schemaIsThatOfTheRecord(Page page) throws IOException {
    check(page.file + ".schema.json", page.schema());
  }

  private static void check(String name, String expected) throws IOException {
    Path file = ProjectRoot.resolve("docs/reference").resolve(name);
    if (System.getProperty("update") != null) {
      Files.writeString(file, expected);
    }
    assertThat(Files.exists(file) ? Files.readString(file) : "")
        .as("docs/reference/%s differs from the record; write it anew: %s", name, COMMAND)
        .isEqualTo(expected);
  }
}
