package io.lokstra.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ErrorCodesTest {

  @Test
  void everyCodeHasItsSectionInTheDocumentation() throws IOException {
    Path source = Path.of("src/main/java/io/lokstra/internal/config/Problems.java");
    List<String> raised = found(source, "add\\(\\s*\"(\\d{3})\"");
    List<String> told = found(Path.of("../docs/configuration.md"), "(?m)^### LOK-CFG-(\\d{3})$");
    assertThat(told).isEqualTo(raised).isNotEmpty();
  }

  @Test
  void everyCodeOfServicesHasItsSectionInTheDocumentation() throws IOException {
    Path folder = Path.of("src/main/java/io/lokstra/internal/service");
    List<String> raised =
        Stream.of(
                found(folder.resolve("ServiceProblems.java"), "add\\(\\s*\"(\\d{3})\""),
                found(folder.resolve("Starting.java"), "LOK-SVC-(\\d{3})"),
                found(folder.resolve("ServiceReloadException.java"), "LOK-SVC-(\\d{3})"))
            .flatMap(List::stream)
            .sorted()
            .toList();
    List<String> told = found(Path.of("../docs/services.md"), "(?m)^### LOK-SVC-(\\d{3})$");
    assertThat(told).isEqualTo(raised).isNotEmpty();
  }

  private static List<String> found(Path file, String pattern) throws IOException {
    return Pattern.compile(pattern)
        .matcher(Files.readString(file))
        .results()
        .map((MatchResult result) -> result.group(1))
        .distinct()
        .sorted()
        .toList();
  }
}
