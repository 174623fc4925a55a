package io.lokstra.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.lokstra.internal.config.JsonSchema;
import io.lokstra.internal.config.Reference;
import io.lokstra.redis.RedisOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The reference of a Redis' keys is made from its record. {@code -Dupdate} writes it. */
class RedisReferenceTest {
  private static final String COMMAND =
      "mvn -pl docs -am test -Dtest=RedisReferenceTest"
          + " -Dsurefire.failIfNoSpecifiedTests=false -Dupdate";

  private static final String HEAD =
      """
      # Reference: a Redis

      <!-- Written from the record and its javadoc. To write it anew:
      %s -->

      The keys of a service of the type `redis`: `services.<name>.config.url`, `--services.redis.config.url=…` on the command line,
      `LOKSTRA_SERVICES_REDIS_CONFIG_URL` in the environment. See [Redis](../redis.md).

      """
          .formatted(COMMAND);

  @Test
  void pageIsThatOfTheRecord() throws IOException {
    check("redis.md", HEAD + Reference.tables("services.<name>.config", RedisOptions.class));
  }

  @Test
  void schemaIsThatOfTheRecord() throws IOException {
    check("redis.schema.json", JsonSchema.of(RedisOptions.class, "A Redis"));
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
