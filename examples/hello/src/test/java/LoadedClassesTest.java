import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What a program that needs none of it does not load. */
class LoadedClassesTest {
  private static final Pattern LOADED = Pattern.compile("\\]\\s*([\\w.$/]+) source:");
  private static final Pattern ADDRESS = Pattern.compile("http://\\S+:(\\d+)");
  private static final List<String> UNWANTED =
      List.of(
          "tools.jackson.",
          "com.fasterxml.",
          "org.snakeyaml.",
          "jakarta.validation.",
          "io.lokstra.internal.json.",
          "io.lokstra.internal.validation.",
          "io.lokstra.internal.bind.",
          "io.lokstra.middleware.",
          "io.lokstra.internal.service.",
          "io.lokstra.http.Modules",
          "io.lokstra.http.ServiceSettings",
          "io.lokstra.http.Hooks",
          "io.lokstra.http.MiddlewareResolver$",
          "io.lokstra.http.RegisteredOptions");

  @Test
  void loadsNoJsonYamlValidationOrMiddlewareToSayHello() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-Xlog:class+load:stdout",
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "Hello",
                "--port=0")
            .redirectErrorStream(true)
            .start();
    List<String> loaded = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        Matcher found = LOADED.matcher(line);
        if (found.find()) {
          loaded.add(found.group(1));
        }
        Matcher address = ADDRESS.matcher(line);
        if (address.find()) {
          assertThat(answer(Integer.parseInt(address.group(1)))).endsWith("Hello, Lokstra!");
          // At once: what its end loads is no part of its start.
          process.toHandle().destroyForcibly();
        }
      }
    } finally {
      process.destroyForcibly();
    }
    assertThat(loaded).contains("io.lokstra.http.ActiveRequest").hasSizeGreaterThan(500);
    assertThat(loaded).filteredOn(name -> UNWANTED.stream().anyMatch(name::startsWith)).isEmpty();
    // Each switch over patterns makes a class of its own when it is first met.
    assertThat(loaded)
        .filteredOn(name -> name.startsWith("io.lokstra.") && name.contains("$$TypeSwitch"))
        .isEmpty();
    assertThat(loaded).filteredOn(name -> name.startsWith("io.lokstra.")).hasSizeLessThan(350);
  }

  private static String answer(int port) throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket
          .getOutputStream()
          .write("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".getBytes(UTF_8));
      return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }
  }
}
