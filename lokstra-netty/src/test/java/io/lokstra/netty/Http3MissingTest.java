package io.lokstra.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.lokstra.engine.Http3Options;
import io.lokstra.engine.TlsOptions;
import io.lokstra.http.App;
import io.lokstra.http.RunningServer;
import io.lokstra.netty.tls.TestCertificates;
import java.io.File;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server whose class path does not hold what QUIC needs, in a JVM of its own. */
class Http3MissingTest {
  @TempDir static Path folder;

  private static TestCertificates made;

  @BeforeAll
  static void makeCertificate() throws Exception {
    made = new TestCertificates(folder).pair("h3", "EC", "dns:localhost");
  }

  /** The program: starts a server with TLS, and with HTTP/3 if the third argument says so. */
  public static final class Program {
    private Program() {}

    /** Certificate, key, whether there is to be HTTP/3. */
    public static void main(String[] args) {
      TlsOptions tls = TlsOptions.pem(Path.of(args[0]), Path.of(args[1]));
      if (Boolean.parseBoolean(args[2])) {
        tls = tls.http3(Http3Options.on());
      }
      try (RunningServer server =
          App.named("app", "127.0.0.1:0").tls(tls).get("/", ctx -> ctx.text("")).start()) {
        System.out.println("started on " + server.port("app"));
      }
    }
  }

  private static String run(boolean http3, Predicate<String> there) throws Exception {
    List<String> paths = new ArrayList<>();
    for (String name : List.of("jdk.module.path", "java.class.path")) {
      paths.addAll(List.of(System.getProperty(name, "").split(File.pathSeparator)));
    }
    String path =
        Stream.concat(Stream.of("target/test-classes"), paths.stream().filter(there))
            .reduce((one, two) -> one + File.pathSeparator + two)
            .orElseThrow();
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                path,
                Program.class.getName(),
                made.certificatePem("h3").toString(),
                made.keyPem("h3").toString(),
                Boolean.toString(http3))
            .redirectErrorStream(true)
            .start();
    try (InputStream out = process.getInputStream()) {
      return new String(out.readAllBytes(), StandardCharsets.UTF_8);
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void needsNothingOfQuicWhereHttp3IsOff() throws Exception {
    assertThat(run(false, entry -> !entry.contains("quic"))).contains("started on ");
  }

  @Test
  void saysWhatIsMissing() throws Exception {
    assertThat(run(true, entry -> true)).contains("started on ");
    for (String missing : List.of("quic", "native-quic")) {
      assertThat(run(true, entry -> !entry.contains(missing)))
          .doesNotContain("started on ")
          .contains("HTTP/3 is asked for (tls.http3.enabled)")
          .contains("io.netty:netty-codec-native-quic")
          .contains("linux-x86_64");
    }
  }
}
