package io.lokstra.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.lokstra.data.DbOptions;
import io.lokstra.internal.config.JsonSchema;
import io.lokstra.internal.config.Reference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The reference of a database's keys is made from its record. {@code -Dupdate} writes it. */
class DatabaseReferenceTest {
  private static final String COMMAND =
      "mvn -pl docs -am test -Dtest=DatabaseReferenceTest"
          + " -Dsurefire.failIfNoSpecifiedTests=false -Dupdate";

  private static final String HEAD =
      """
      # Reference: a database

      <!-- Written from the record and its javadoc. To write it anew:
      %s -->

      The keys of `DbOptions`. They stand where the program reads them: with `server.configure("db", DbOptions.class, …)` the largest size is
      `db.max-size`, `--db.max-size=20` on the command line and `LOKSTRA_DB_MAX_SIZE` in the environment. See [Databases](../data.md).

      """
          .formatted(COMMAND);

  @Test
  void pageIsThatOfTheRecord() throws IOException {
    check("database.md", HEAD + Reference.tables("db", DbOptions.class));
  }

  @Test
  void schemaIsThatOfTheRecord() throws IOException {
    check("database.schema.json", JsonSchema.of(DbOptions.class, "A database"));
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
