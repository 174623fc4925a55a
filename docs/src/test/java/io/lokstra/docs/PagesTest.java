package io.lokstra.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every page is true: its Java compiles, its links lead somewhere. */
class PagesTest {
  @TempDir Path classes;

  @ParameterizedTest
  @MethodSource("pages")
  void itsJavaCompiles(Page page) {
    assertThat(PageCompiler.compile(page, PageSources.of(page), classes)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("pages")
  void itsLinksLeadSomewhere(Page page) {
    Path folder = ProjectRoot.resolve(page.path()).resolveSibling("");
    List<String> broken =
        Links.of(ProjectRoot.read(page.path())).stream()
            .filter(target -> !Files.exists(folder.resolve(target)))
            .toList();

    assertThat(broken).as("links of %s to files that do not exist", page.path()).isEmpty();
  }

  @Test
  void anErrorPointsIntoThePage() {
    Page page =
        new Page(
            "docs/sample.md", Fence.of("# Sample\n\n```java\nint a = 1;\nint b = \"x\";\n```\n"));

    assertThat(PageCompiler.compile(page, PageSources.of(page), classes))
        .singleElement()
        .asString()
        .startsWith("docs/sample.md:5: incompatible types");
  }

  @Test
  void aTypeOfOneFenceIsSeenByTheOthersAndACommentHidesWhatReadersNeedNot() {
    String text =
        """
        # Sample
        <!-- java
        Point origin() { return new Point(0, 0); }
        -->

        ```java
        record Point(int x, int y) {}
        ```

        - In a list:
          ```java
          import java.util.function.Supplier;

          Supplier<Point> here = this::origin;
          ```
        """;
    Page page = new Page("docs/sample.md", Fence.of(text));

    assertThat(PageCompiler.compile(page, PageSources.of(page), classes)).isEmpty();
  }

  @Test
  void aProgramStandsAlone() {
    Page page =
        new Page(
            "docs/sample.md",
            Fence.of("# Sample\n```java\nvoid main() {\n  IO.println(1);\n}\n```\n"));

    assertThat(PageSources.of(page))
        .singleElement()
        .extracting(PageSources.Source::className)
        .isEqualTo("docs_sample_line2");
    assertThat(PageCompiler.compile(page, PageSources.of(page), classes)).isEmpty();
  }

  static Stream<Page> pages() {
    return Page.all().stream();
  }
}
