package io.lokstra.docs;

import java.io.StringReader;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** Reads a POM as far as it says which versions are used. */
final class PomVersions {
  private static final Pattern PROPERTY = Pattern.compile("\\$\\{([^}]+)}");
  private static final String FORMATTER = "google-java-format.version";

  private PomVersions() {}

  /**
   * What the POM manages, runs as a plugin or puts on the compiler's path; our own modules need no
   * reason.
   */
  static Map<String, String> of(String path) throws Exception {
    Document pom = parse(path);
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
    if (pom.getElementsByTagName(FORMATTER).getLength() > 0) {
      found.put(
          "com.google.googlejavaformat:google-java-format", resolve(pom, "${" + FORMATTER + "}"));
    }
    return found;
  }

  /** The version of the project itself. */
  static String ofProject(String path) throws Exception {
    return child(parse(path).getDocumentElement(), "version");
  }

  private static Document parse(String path) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(ProjectRoot.read(path))));
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
