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

  /** Starts each program that is marked so, and plays the console blocks after it. */
  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("pagesWithRuns")
  void itsProgramsDoWhatItSays(Page page) throws Exception {
    assertThat(PageCompiler.compile(page, PageSources.of(page), classes)).isEmpty();
    for (Page.Run run : page.runs()) {
      try (RunningProgram program =
          RunningProgram.start(PageSources.classNameOf(page, run.program()), classes)) {
        int port = program.port();
        for (Console command : run.commands()) {
          assertThat(new Curl(command.command(), port).difference(command.expected()))
              .as("%s:%d: %s", page.path(), command.line(), command.command())
              .isEmpty();
        }
        assertThat(program.stop())
            .as("exit code of %s:%d", page.path(), run.program().line())
            .isZero();
      }
    }
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

  @Test
  void aConsoleBlockIsReadAsCommandsWithWhatComesBack() {
    Fence fence =
        new Fence(
            7,
            List.of("console"),
            List.of(
                "$ curl -H 'a: b c' \\",
                "    localhost:8080/",
                "Hello",
                "$ curl localhost:8080/x"));

    assertThat(Console.of(fence))
        .containsExactly(
            new Console(8, List.of("curl", "-H", "a: b c", "localhost:8080/"), List.of("Hello")),
            new Console(11, List.of("curl", "localhost:8080/x"), List.of()));
  }

  @Test
  void threeDotsStandForAnything() {
    assertThat(Console.matches(List.of("a ... c", "...", "z"), List.of("a b c", "x", "y", "z")))
        .isTrue();
    assertThat(Console.matches(List.of("a"), List.of("a", "b"))).isFalse();
    assertThat(Console.matches(List.of(), List.of())).isTrue();
  }

  static Stream<Page> pagesWithRuns() {
    return pages().filter(page -> !page.runs().isEmpty());
  }

  static Stream<Page> pages() {
    return Page.all().stream();
  }
}
