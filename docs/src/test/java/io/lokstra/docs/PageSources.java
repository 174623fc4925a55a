package io.lokstra.docs;

import com.sun.source.util.JavacTask;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.ToolProvider;

/**
 * Turns a page's Java into compilable source. Every line of code keeps the line number it has in
 * the page, so that an error of the compiler points into the page: what has to stand around the
 * code is written on the lines of the fences' marks.
 *
 * <p>A program, and a block that says which file it is, become files of their own. All else becomes
 * one class per page: a fence that is made of types and methods becomes members, which the other
 * fences see; any other fence becomes the body of a method.
 */
final class PageSources {
  private static final JavaCompiler COMPILER = ToolProvider.getSystemJavaCompiler();
  private static final String JAVA_IMPORTS =
      "import java.util.*; import java.time.*; import java.math.BigDecimal; import java.nio.file.*;"
          + " import jakarta.validation.constraints.*; ";

  private PageSources() {}

  /** A source file: the name of its class, and its text. */
  record Source(String className, String text) {}

  static List<Source> of(Page page) {
    List<Source> sources = new ArrayList<>();
    List<Fence> pieces = new ArrayList<>();
    for (Fence fence : page.java()) {
      if (!fence.file().isEmpty()) {
        sources.add(alone(fence.file().replaceFirst(".*/", "").replace(".java", ""), fence));
      } else if (fence.isProgram()) {
        sources.add(alone(classNameOf(page, fence), fence));
      } else {
        pieces.add(fence);
      }
    }
    if (!pieces.isEmpty()) {
      sources.add(pieces(page, pieces));
    }
    return sources;
  }

  /** The name of the class that the program of a fence becomes. */
  static String classNameOf(Page page, Fence fence) {
    return classNameOf(page) + "_line" + fence.line();
  }

  private static String classNameOf(Page page) {
    return page.path().replace(".md", "").replaceAll("[^A-Za-z0-9]", "_");
  }

  private static Source alone(String className, Fence fence) {
    String text = "\n".repeat(fence.line()) + String.join("\n", fence.code()) + "\n";
    return new Source(className, text);
  }

  private static Source pieces(Page page, List<Fence> pieces) {
    String className = classNameOf(page);
    List<String> lines = new ArrayList<>();
    lines.add(imports(pieces) + "@SuppressWarnings(\"all\") class " + className + " {");
    for (Fence fence : pieces) {
      while (lines.size() < fence.line()) {
        lines.add("");
      }
      List<String> code = fence.code().stream().map(line -> isImport(line) ? "" : line).toList();
      boolean members = parsesAsMembers(code);
      // The opening fence of a page's very first line shares it with the class.
      int marks = fence.line() - 1;
      lines.set(
          marks,
          lines.get(marks) + (members ? "" : "void line" + fence.line() + "() throws Exception {"));
      lines.addAll(code);
      lines.add(members ? "" : "}");
    }
    lines.add("}");
    return new Source(className, String.join("\n", lines) + "\n");
  }

  private static boolean isImport(String line) {
    return line.startsWith("import ");
  }

  /** What the fences import themselves, what Lokstra exports, and what examples use of the JDK. */
  private static String imports(List<Fence> pieces) {
    String own =
        pieces.stream()
            .flatMap(fence -> fence.code().stream())
            .filter(PageSources::isImport)
            .distinct()
            .collect(Collectors.joining(" "));
    return own
        + " "
        + exportedPackages().map(name -> "import " + name + ".*; ").collect(Collectors.joining())
        + JAVA_IMPORTS;
  }

  private static Stream<String> exportedPackages() {
    Path[] path =
        TestClassPath.entries().stream().filter(TestClassPath::isLokstra).toArray(Path[]::new);
    return ModuleFinder.of(path).findAll().stream()
        .map(ModuleReference::descriptor)
        .flatMap(module -> module.exports().stream())
        .filter(exports -> !exports.isQualified())
        .map(ModuleDescriptor.Exports::source)
        .sorted();
  }

  private static boolean parsesAsMembers(List<String> code) {
    Source trial = new Source("Trial", "class Trial {\n" + String.join("\n", code) + "\n}\n");
    DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
    JavacTask task =
        (JavacTask)
            COMPILER.getTask(
                null, null, problems, List.of(), null, List.of(PageCompiler.file(trial)));
    try {
      task.parse();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return problems.getDiagnostics().isEmpty();
  }
}
