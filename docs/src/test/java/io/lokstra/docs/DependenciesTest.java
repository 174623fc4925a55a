package io.lokstra.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * {@code docs/dependencies.md} tells of every dependency of the parent POM, at its version, and of
 * no other.
 */
class DependenciesTest {
  private static final Pattern ROW =
      Pattern.compile("^\\| `([^`:]+:[^`]+)` \\| ([^ |]+) \\|", Pattern.MULTILINE);

  @Test
  void thePageAndTheParentPomAgree() throws Exception {
    assertThat(inThePage()).containsExactlyInAnyOrderEntriesOf(PomVersions.of("pom.xml"));
  }

  private static Map<String, String> inThePage() {
    Map<String, String> rows = new TreeMap<>();
    ROW.matcher(ProjectRoot.read("docs/dependencies.md"))
        .results()
        .forEach(row -> rows.put(row.group(1), row.group(2)));
    return rows;
  }
}
