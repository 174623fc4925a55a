package io.lokstra.docs;

import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Compiles the sources of a page against the library, as a reader's project would. */
final class PageCompiler {
  private static final JavaCompiler COMPILER = ToolProvider.getSystemJavaCompiler();

  private PageCompiler() {}

  /**
   * The errors, each as {@code docs/page.md:12: message}; the classes are written to {@code
   * classes}.
   */
  static List<String> compile(Page page, List<PageSources.Source> sources, Path classes) {
    if (sources.isEmpty()) {
      return List.of();
    }
    DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
    List<String> options =
        List.of(
            "--release",
            "25",
            "-proc:none",
            "-parameters",
            "-d",
            classes.toString(),
            "-cp",
            TestClassPath.value());
    COMPILER
        .getTask(
            new StringWriter(),
            null,
            problems,
            options,
            null,
            sources.stream().map(PageCompiler::file).toList())
        .call();
    return problems.getDiagnostics().stream()
        .filter(problem -> problem.getKind() == Diagnostic.Kind.ERROR)
        .map(problem ->
            page.path() + ":" + problem.getLineNumber() + ": " + problem.getMessage(Locale.ROOT))
        .toList();
  }

  static JavaFileObject file(PageSources.Source source) {
    URI uri = URI.create("string:///" + source.className() + ".java");
    return new SimpleJavaFileObject(uri, JavaFileObject.Kind.SOURCE) {
      @Override
      public CharSequence getCharContent(boolean ignoreEncodingErrors) {
        return source.text();
      }
    };
  }
}
