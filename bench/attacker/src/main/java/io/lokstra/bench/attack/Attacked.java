package io.lokstra.bench.attack;

import io.lokstra.bench.Program;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A server that is attacked, as its users get it: no option is set but the port and HTTP/2.
 *
 * @param name a key of the results
 * @param title name and version
 * @param program how it is started
 */
record Attacked(String name, String title, Program program) {
  private static final List<String> JVM =
      List.of("-Xms256m", "-Xmx256m", "-XX:+AlwaysPreTouch", "-XX:+UseG1GC");
  private static final Path PEERS = Path.of("bench/peers/target").toAbsolutePath();

  static List<Attacked> all() {
    return List.of(
        new Attacked(
            "lokstra",
            "Lokstra",
            Program.jar("lokstra", "examples/features/target/features.jar").with(JVM)),
        peer("jetty", "Jetty", "jetty-server"),
        peer("tomcat", "Tomcat", "tomcat-embed-core"),
        peer("undertow", "Undertow", "undertow-core"),
        peer("helidon", "Helidon", "helidon-webserver"),
        peer("vertx", "Vert.x", "vertx-core"));
  }

  private static Attacked peer(String name, String title, String library) {
    String main = "peers." + Character.toUpperCase(name.charAt(0)) + name.substring(1) + "Peer";
    String path = PEERS.resolve("peers.jar") + ":" + PEERS.resolve("lib") + "/*";
    return new Attacked(
        name,
        title + version(library),
        new Program(name, List.of("-cp", path, main), JVM, Map.of(), List.of()));
  }

  /** The version, from the name of the jar. */
  private static String version(String library) {
    String[] names = PEERS.resolve("lib").toFile().list();
    if (names != null) {
      for (String name : names) {
        if (name.matches(library + "-[0-9].*\\.jar")) {
          return " "
              + name.substring(library.length() + 1, name.length() - 4).replace(".Final", "");
        }
      }
    }
    return "";
  }
}
