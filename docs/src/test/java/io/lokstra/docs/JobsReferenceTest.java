package io.lokstra.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.lokstra.internal.config.JsonSchema;
import io.lokstra.internal.config.Reference;
import io.lokstra.jobs.JobsOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The reference of a worker's keys is made from its record. {@code -Dupdate} writes it. */
class JobsReferenceTest {
  private static final String COMMAND =
      "mvn -pl docs -am test -Dtest=JobsReferenceTest"
          + " -Dsurefire.failIfNoSpecifiedTests=false -Dupdate";

  private static final String HEAD =
      """
      # Reference: a worker of jobs

      <!-- Written from the record and its javadoc. To write it anew:
      %s -->

      The keys of `JobsOptions`, under `services.<name>.config` of a service of the type `worker`: with the name `jobs`, `concurrency` is `--services.jobs.config.concurrency=20` on
      the command line and `LOKSTRA_SERVICES_JOBS_CONFIG_CONCURRENCY` in the environment. See [Jobs](../jobs.md).

      """
          .formatted(COMMAND);

  @Test
  void pageIsThatOfTheRecord() throws IOException {
    check("jobs.md", HEAD + Reference.tables("", JobsOptions.class));
  }

  @Test
  void schemaIsThatOfTheRecord() throws IOException {
    check("jobs.schema.json", JsonSchema.of(JobsOptions.class, "A worker of jobs"));
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
