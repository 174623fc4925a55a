package io.lokstra.processor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OptionsProcessorTest {

  private static final Path ANNOTATIONS =
      Path.of("../lokstra-core/src/main/java/io/lokstra/config");

  private static final Map<String, String> CONSTRAINTS =
      Map.of(
          "Min", "long value();",
          "Max", "long value();",
          "Positive", "",
          "PositiveOrZero", "",
          "NotBlank", "",
          "NotEmpty", "");

  private static final String IMPORTS =
      """
      package shop;

      import io.lokstra.config.*;
      import jakarta.validation.constraints.*;
      import java.time.Duration;
      import java.util.*;

      """;

  @TempDir Path output;

  private List<String> compile(String path, String text) throws Exception {
    DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(diagnostics, null, null)) {
      files.setLocationFromPaths(StandardLocation.CLASS_OUTPUT, List.of(output));
      List<JavaFileObject> sources = new ArrayList<>();
      sources.add(source(path, text));
      CONSTRAINTS.forEach((name, body) -> sources.add(constraint(name, body)));
      try (Stream<Path> paths = Files.walk(ANNOTATIONS)) {
        paths
            .filter(p -> p.toString().matches(".*(/spi/[A-Z].*|/Options|/Default|/ByteSize).java"))
            .forEach(p -> files.getJavaFileObjects(p).forEach(sources::add));
      }
      JavaCompiler.CompilationTask task =
          compiler.getTask(
              new StringWriter(),
              files,
              diagnostics,
              List.of("-Xlint:all,-processing", "-proc:full"),
              null,
              sources);
      task.setProcessors(List.of(new OptionsProcessor()));
      task.call();
    }
    return diagnostics.getDiagnostics().stream()
        .filter(found -> found.getKind() != Diagnostic.Kind.NOTE)
        .map(found -> found.getKind() + ": " + found.getMessage(Locale.ROOT))
        .toList();
  }

  private static JavaFileObject source(String path, String text) {
    URI uri = URI.create("string:///" + path + ".java");
    return new SimpleJavaFileObject(uri, JavaFileObject.Kind.SOURCE) {
      @Override
      public CharSequence getCharContent(boolean ignoreEncodingErrors) {
        return text;
      }
    };
  }

  private static JavaFileObject constraint(String name, String body) {
    return source(
        "jakarta/validation/constraints/" + name,
        "package jakarta.validation.constraints; import java.lang.annotation.*;"
            + " @Target({ElementType.FIELD, ElementType.METHOD, ElementType.PARAMETER,"
            + " ElementType.TYPE_USE}) public @interface "
            + name
            + " {"
            + body
            + "}");
  }

  private String written(String name) throws Exception {
    return Files.readString(output.resolve(name));
  }

  @Test
  void writesShapeThatCompilesWithoutWarnings() throws Exception {
    assertThat(
            compile(
                "shop/Orders",
                IMPORTS
                    + """
                    public interface Orders {
                      enum Level { LOW, HIGH }
                      record Colour(int red) {
                        public static Colour parse(String text) { return new Colour(0); }
                      }
                      record Inner(int a) {
                        static Inner parse(String text) { return new Inner(0); }
                        public static Inner of(String text) { return new Inner(0); }
                        public static Inner parse(int a) { return new Inner(a); }
                        public static int parse(CharSequence text) { return 0; }
                      }
                      /**
                       * Options.
                       *
                       * @param pageLimit longest page, {@code 1} to {@code 500};
                       *     see {@code pageLimit}, {@link Orders#level} and {@link #x the other}
                       * @param size in <b>bytes</b> &lt; 1 &amp; more
                       * @param level a
                       * @param colour b, über alles \\\\ back
                       * @param inner c
                       * @param names d
                       * @param times e
                       * @param sizes f
                       * @param motto g
                       * @return h
                       */
                      @Options
                      record Config(
                          @Default("50") @Min(1) @Max(500) int pageLimit,
                          @Default("1MiB") @ByteSize @PositiveOrZero long size,
                          @Default("low") Level level,
                          @Default("ff") Colour colour,
                          Inner inner,
                          List<String> names,
                          Map<String, Duration> times,
                          @ByteSize Optional<Integer> sizes,
                          @Default("a \\"b\\" \\\\ \\u00e9\\n") @NotBlank @Positive String motto) {}
                    }
                    """))
        .isEmpty();
    assertThat(written("shop/Orders_Config_Shape.java"))
        .contains(
            "OptionsKey.of(\"pageLimit\", \"page-limit\", ValueType.scalar(int.class))"
                + ".byDefault(\"50\").within(1L, 500L)",
            "ValueType.byteSize(long.class)).byDefault(\"1MiB\").within(0L, Long.MAX_VALUE)",
            "ValueType.choice(shop.Orders.Level.values())",
            "ValueType.scalar(shop.Orders.Colour.class)",
            "OptionsKey.of(\"inner\", \"inner\", ValueType.section(shop.Orders.Inner.class))",
            "ValueType.listOf(ValueType.scalar(java.lang.String.class))",
            "ValueType.mapOf(ValueType.scalar(java.time.Duration.class))",
            "ValueType.optionalOf(ValueType.byteSize(java.lang.Integer.class))",
            ".byDefault(\"a \\\"b\\\" \\\\ \\u00e9\\012\").within(1L, Long.MAX_VALUE).notBlank()",
            "(java.util.Map<java.lang.String, java.time.Duration>) values[6]");
    assertThat(output.resolve("shop/Orders_Config_Shape.class")).exists();
    assertThat(written("META-INF/lokstra/options/shop.Orders$Config.properties"))
        .startsWith(
            "pageLimit=longest page, `1` to `500`; see `page-limit`, `Orders.level` and the other\n"
                + "size=in bytes < 1 & more\n")
        .contains("colour=b, \\u00fcber alles \\\\\\\\ back\n")
        .endsWith("motto=g\n");
  }

  @Test
  void writesIntoTheUnnamedPackage() throws Exception {
    String text = "/** @param a b */ @io.lokstra.config.Options record Plain(int a) {}";
    assertThat(compile("Plain", text)).isEmpty();
    assertThat(output.resolve("Plain_Shape.class")).exists();
    assertThat(written("META-INF/lokstra/options/Plain.properties")).isEqualTo("a=b\n");
  }

  @Test
  void warnsOfOptionWithoutText() throws Exception {
    String text = IMPORTS + "/** A.\n@param b */ @Options record A(int a, int b) {}";
    assertThat(compile("shop/A", text))
        .containsExactly(
            "WARNING: option a has no @param: say what it is for",
            "WARNING: option b has no @param: say what it is for");
  }

  @Test
  void refusesWhatIsNoRecordOfOptions() throws Exception {
    refuses("@Options class A {}", "@Options belongs to a record");
    refuses("@Options record A<T>(T a) {}", "a record of options has no type parameters");
    refuses(
        "class A { private static class B { @Options record C(int a) {} } }",
        "a record of options must be seen by its package, but B is private");
    refuses("@Options record A(Map<Integer, String> a) {}", "the keys of a map of options are");
    refuses("@Options record A(@ByteSize Duration a) {}", "@ByteSize belongs to an int or a long");
    refuses("@Options record A(Optional a) {}", "java.util.Optional needs its type argument");
    refuses(
        "@Options record A(@NotEmpty String a) {}",
        "@NotEmpty is not checked on options; @Min, @Max, @Positive, @PositiveOrZero and @NotBlank"
            + " are, and the record's own constructor");
  }

  private void refuses(String source, String message) throws Exception {
    assertThat(compile("shop/A", IMPORTS + source))
        .anyMatch(found -> found.startsWith("ERROR: " + message));
  }

  @Test
  void namesAreSpeltAsTheFrameworkSpellsThem() {
    assertThat(Names.kebabCase("maxBodySize")).isEqualTo("max-body-size");
    assertThat(Names.kebabCase("userURL")).isEqualTo("user-url");
    assertThat(Names.kebabCase("URLPath")).isEqualTo("url-path");
    assertThat(Names.kebabCase("_a_b")).isEqualTo("a-b");
    assertThat(Names.kebabCase("utf8Text")).isEqualTo("utf8-text");
  }
}
