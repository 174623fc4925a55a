package io.lokstra.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.lokstra.http.RouteOption;
import io.lokstra.http.Router;
import io.lokstra.json.Json;
import io.lokstra.testkit.TestServer;
import io.lokstra.testkit.Via;
import io.lokstra.websocket.WebSocket;
import io.lokstra.websocket.WebSocketSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The Autobahn suite for WebSocket, 0.5.6, as {@code autobahntestsuite-maven-plugin} carries it, on
 * Jython. In every build a short form; {@code mvn -Plong} runs all of it, but for section 9 (large
 * messages and many, which measures more than it checks), on which Jython hangs.
 */
class AutobahnTest {
  private static final boolean WHOLE = Boolean.getBoolean("lokstra.test.long");

  /** What a case may end with: informational ones check nothing. */
  private static final List<String> PASSED = List.of("OK", "INFORMATIONAL");

  /**
   * Of the long rows of section 6, and of those of codes, every case says the same of another
   * octet.
   */
  private static final String SHORT = "1.*,2.*,3.*,4.*,5.*,6.1.*,6.2.*,6.3.*,6.4.*,7.*,10.*";

  @TempDir static Path folder;

  @Test
  void passes() throws Exception {
    Path suite = Path.of("target/autobahn").toAbsolutePath();
    assertThat(suite.resolve("autobahntestsuite"))
        .as("mvn generate-test-resources unpacks it")
        .exists();
    Router router =
        Router.named("autobahn")
            .webSocket(
                "/",
                ctx -> WebSocket.text(WebSocketSession::send).onBinary(WebSocketSession::send),
                RouteOption.webSocket(ws -> ws.maxMessageSize(16 << 20).sendQueue(16 << 20)));
    try (TestServer server = TestServer.of(router, Via.OVER_THE_WIRE)) {
      run(suite, "ws://127.0.0.1:" + server.running().port("test") + "/");
    }
    Map<String, String> results = results();
    Map<String, String> failed = new TreeMap<>(results);
    failed.values().removeAll(PASSED);
    System.out.println("Autobahn: " + results.size() + " cases, failed: " + failed);
    assertThat(failed).isEmpty();
    assertThat(results).hasSize(WHOLE ? 251 : 119);
  }

  private static void run(Path suite, String url) throws IOException, InterruptedException {
    Path program = folder.resolve("run.py");
    Files.writeString(
        program,
        """
        import sys
        root, url, out, cases, excluded = sys.argv[1:6]
        sys.path.insert(0, root)
        from autobahntestsuite import wstest
        wstest.start({'mode': 'fuzzingclient', 'debug': False}, {
            'outdir': out,
            'servers': [{'agent': 'lokstra', 'url': url, 'options': {'version': 18}}],
            'cases': cases.split(','), 'exclude-cases': excluded.split(','), 'exclude-agent-cases': {}})
        """);
    Path output = folder.resolve("output.txt");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Dpython.cachedir=" + folder.resolve("cache"),
                "-jar",
                suite.resolve("jython-standalone.jar").toString(),
                program.toString(),
                suite.toString(),
                url,
                folder.resolve("reports").toString(),
                System.getProperty("autobahn.cases", WHOLE ? "*" : SHORT),
                System.getProperty("autobahn.excluded", "9.*"))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    boolean ended = process.waitFor(10, TimeUnit.MINUTES);
    process.destroyForcibly();
    assertThat(ended).as(Files.readString(output)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(output)).isZero();
  }

  /** How each case ended: its behaviour, and where that is worse that of its close. */
  private static Map<String, String> results() throws IOException {
    Map<?, ?> report =
        (Map<?, ?>)
            Json.standard().decode(Files.readAllBytes(folder.resolve("reports/index.json")));
    Map<String, String> results = new TreeMap<>();
    if (!(report.get("lokstra") instanceof Map<?, ?> cases)) {
      throw new AssertionError("no results of ours: " + report);
    }
    cases.forEach((id, found) -> {
      Map<?, ?> result = (Map<?, ?>) found;
      String behavior = String.valueOf(result.get("behavior"));
      String close = String.valueOf(result.get("behaviorClose"));
      results.put(String.valueOf(id), PASSED.contains(behavior) ? close : behavior);
    });
    return results;
  }
}
