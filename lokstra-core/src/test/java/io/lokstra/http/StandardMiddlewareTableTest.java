package io.lokstra.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The table of {@code docs/middleware.md}, the registered names and the reference are one. */
class StandardMiddlewareTableTest {
  private static final Pattern ROW =
      Pattern.compile("^\\| (\\d+) \\| `(\\w+)` \\| `([a-z-]+)` \\|", Pattern.MULTILINE);
  private static final Pattern SECTION =
      Pattern.compile("^## `middleware\\.([a-z-]+)`", Pattern.MULTILINE);

  private static String page(String name) throws IOException {
    return Files.readString(Path.of("../docs").resolve(name));
  }

  @Test
  void namesInTheTableAreThoseThatAreRegistered() throws IOException {
    List<String> names = new ArrayList<>();
    List<String> wrong = new ArrayList<>();
    ROW.matcher(page("middleware.md"))
        .results()
        .forEach(row -> {
          names.add(row.group(3));
          if (!row.group(1).equals(String.valueOf(names.size()))
              || !Names.kebab(row.group(2)).equals(row.group(3))) {
            wrong.add(row.group());
          }
        });
    assertThat(wrong).isEmpty();
    assertThat(names).containsExactlyInAnyOrderElementsOf(MiddlewareType.STANDARD);
  }

  @Test
  void namesInTheReferenceAreThoseThatAreRegistered() throws IOException {
    List<String> names = new ArrayList<>();
    SECTION
        .matcher(page("reference/configuration.md"))
        .results()
        .forEach(section -> names.add(section.group(1)));
    assertThat(names).containsExactlyElementsOf(MiddlewareType.STANDARD);
  }

  @Test
  void everyRegisteredNameMakesMiddlewareOfThatName() {
    for (String name : MiddlewareType.STANDARD) {
      MiddlewareType<?> type = MiddlewareType.standard(name).orElseThrow();
      Class<?> middleware = type.options().getDeclaringClass();
      assertThat(Names.kebab(middleware.getSimpleName())).isEqualTo(name);
      assertThat(Middleware.class).isAssignableFrom(middleware);
    }
    assertThat(MiddlewareType.standard("nothing")).isEmpty();
  }
}
