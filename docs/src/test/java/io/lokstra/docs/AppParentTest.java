package io.lokstra.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** {@code lokstra-app}, which has no parent, uses the versions that this build is tested with. */
class AppParentTest {
  @Test
  void usesTheVersionsOfTheParentPom() throws Exception {
    Map<String, String> tested = PomVersions.of("pom.xml");
    Map<String, String> given = new TreeMap<>(PomVersions.of("lokstra-app/pom.xml"));

    assertThat(tested).containsAllEntriesOf(given);
  }

  @Test
  void namesItsOwnVersionTwice() throws Exception {
    assertThat(ProjectRoot.read("lokstra-app/pom.xml"))
        .contains(
            "<lokstra.version>"
                + PomVersions.ofProject("lokstra-app/pom.xml")
                + "</lokstra.version>");
    assertThat(PomVersions.ofProject("lokstra-app/pom.xml"))
        .isEqualTo(PomVersions.ofProject("pom.xml"));
  }
}
