package io.lokstra.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/**
 * {@code docs/dependencies.md} tells of every dependency of the parent POM, at its version, and of
 * no other.
 */
class DependenciesTest {
  private static final Pattern ROW =
      Pattern.compile("^\\| `([^`:]+:[^`]+)` \\| ([^ |]+) \\|", Pattern.MULTILINE);
  private static final Pattern PROPERTY = Pattern.compile("\\$\\{([^}]+)}");

  @Test
  void thePageAndTheParentPomAgree() throws Exception {
    assertThat(inThePage()).containsExactlyInAnyOrderEntriesOf(inThePom());
  }

  private static Map<String, String> inThePage() {
    Map<String, String> rows = new TreeMap<>();
    ROW.matcher(ProjectRoot.read("docs/dependencies.md"))
        .results()
        .forEach(row -> rows.put(row.group(1), row.group(2)));
    return rows;
  }

  /**
   * What the POM manages, runs as a plugin or puts on the compiler's path; our own modules need no
   * reason.
   */
  private static Map<String, String> inThePom() throws Exception {
    Document pom =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(ProjectRoot.read("pom.xml"))));
    Map<String, String> found = new TreeMap<>();
    for (String kind : new String[] {"dependency", "plugin", "path"}) {
      NodeList elements = pom.getElementsByTagName(kind);
      IntStream.range(0, elements.getLength())
          .mapToObj(at -> (Element) elements.item(at))
          .filter(element -> !child(element, "version").isEmpty())
          .filter(element -> !child(element, "groupId").equals("io.lokstra"))
          .forEach(element ->
              found.put(
                  child(element, "groupId") + ":" + child(element, "artifactId"),
                  resolve(pom, child(element, "version"))));
    }
    found.put(
        "com.google.googlejavaformat:google-java-format",
        resolve(pom, "${google-java-format.version}"));
    return found;
  }

  private static String child(Element element, String name) {
    for (var node = element.getFirstChild(); node != null; node = node.getNextSibling()) {
      if (node.getNodeName().equals(name)) {
        return node.getTextContent().strip();
      }
    }
    return "";
  }

  private static String resolve(Document pom, String version) {
    return PROPERTY
        .matcher(version)
        .replaceAll(
            (MatchResult name) -> pom.getElementsByTagName(name.group(1)).item(0).getTextContent());
  }
}
