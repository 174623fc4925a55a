package io.lokstra.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.lokstra.bind.Converters;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every parsing case of JSONTestSuite; see its README among the test resources. */
class JsonTestSuiteTest {
  private static final Set<String> DUPLICATE_KEYS =
      Set.of("y_object_duplicated_key.json", "y_object_duplicated_key_and_value.json");

  private final Json json = Json.standard();
  private final Json lenient =
      Json.of(
          JsonOptions.defaults().withDuplicateKeys(JsonOptions.DuplicateKeys.LAST),
          Converters.standard());

  @TestFactory
  List<DynamicTest> cases() throws IOException, URISyntaxException {
    Path folder =
        Path.of(Objects.requireNonNull(getClass().getResource("/json-test-suite/corpus")).toURI());
    try (Stream<Path> files = Files.list(folder)) {
      List<DynamicTest> tests =
          files
              .sorted()
              .map(file -> dynamicTest(file.getFileName().toString(), () -> check(file)))
              .toList();
      assertThat(tests).hasSize(316);
      return tests;
    }
  }

  private void check(Path file) {
    byte[] document = bytes(file);
    String name = file.getFileName().toString();
    if (DUPLICATE_KEYS.contains(name)) {
      assertThatThrownBy(() -> json.decode(document)).isInstanceOf(JsonException.class);
      assertThatCode(() -> roundTrip(lenient, document)).doesNotThrowAnyException();
    } else if (name.startsWith("y_")) {
      roundTrip(json, document);
    } else if (name.startsWith("n_")) {
      for (Json each : List.of(json, lenient)) {
        assertThatThrownBy(() -> each.decode(document)).isInstanceOf(JsonException.class);
      }
    } else {
      try {
        roundTrip(json, document);
      } catch (JsonException refused) {
        assertThat(refused.getMessage()).isNotEmpty();
      }
    }
  }

  /** What was read is written, and read again as the same. */
  private static void roundTrip(Json json, byte[] document) {
    Object value = json.decode(document);
    byte[] again = json.encode(value);
    assertThat(json.decode(again)).isEqualTo(value);
    assertThat(json.encode(json.decode(again))).isEqualTo(again);
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void refusesWhatIsNestedTooDeeply() {
    for (String document : List.of("[".repeat(100_000), "[{\"\":".repeat(50_000))) {
      assertThatThrownBy(() -> json.decode(document.getBytes(StandardCharsets.UTF_8)))
          .isInstanceOf(JsonException.class)
          .hasMessageContaining("more than 500 levels");
    }
  }
}
