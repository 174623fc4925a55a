package io.lokstra.internal.config.file;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import io.lokstra.config.ConfigValue;
import io.lokstra.config.Origin;
import io.lokstra.config.ValueProvider;
import io.lokstra.internal.config.Problems;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Whatever stands in a file: a tree with places, or what is wrong; and nothing is taken twice. */
class YamlFuzzTest {

  private static final String HIDDEN = "hunter2hunter2";

  /** Gives a secret for every key but one. */
  private static final class Vault implements ValueProvider {
    @Override
    public String name() {
      return "vault";
    }

    @Override
    public Optional<String> find(String key) {
      return key.equals("none") ? Optional.empty() : Optional.of(HIDDEN);
    }
  }

  @FuzzTest(maxDuration = "2m")
  void readsAnyTextOrSaysWhereItIsWrong(@NotNull String text) {
    Problems problems = new Problems();
    Optional<ConfigValue.Mapping> tree = new YamlReader("f.yaml", problems).read(text);
    if (tree.isEmpty() && problems.all().isEmpty()) {
      throw new AssertionError("neither a tree nor a problem");
    }
    problems.all().forEach(problem -> place(problem.origin().orElseThrow(), text));
    tree.ifPresent(root -> {
      places(root, text, 0);
      Problems resolved = new Problems();
      var _ = new Substitution(references(Map.of("A", "${A}")), resolved).in(root);
    });
  }

  @FuzzTest(maxDuration = "2m")
  void replacesReferencesOnceAndShowsNoSecret(@NotNull String value, @NotNull String variable) {
    if (value.contains(HIDDEN) || variable.contains(HIDDEN)) {
      return;
    }
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("A", variable);
    environment.put("DB_PASSWORD", HIDDEN);
    Problems problems = new Problems();
    ConfigValue.Scalar written = new ConfigValue.Scalar(value, new Origin.InFile("f.yaml", 1, 4));
    ConfigValue.Mapping root =
        new ConfigValue.Mapping(
            Map.of("a", new ConfigValue.Entry(written.origin(), written)), written.origin());
    ConfigValue.Mapping read = new Substitution(references(environment), problems).in(root);
    ConfigValue.Entry entry = read.entries().get("a");
    if (entry == null
        || (entry.value() instanceof ConfigValue.Unresolved) == problems.all().isEmpty()) {
      throw new AssertionError("a value is lost: " + problems.all());
    }
    if (entry.value() instanceof ConfigValue.Scalar scalar) {
      if (scalar.shown().contains(HIDDEN)) {
        throw new AssertionError("a secret is shown");
      }
      if (value.equals("${A}") && !scalar.text().equals(variable)) {
        throw new AssertionError("a variable's value was changed");
      }
      if (!value.contains("${") && !scalar.text().equals(value)) {
        throw new AssertionError("text without a reference was changed");
      }
    }
    if (problems.all().toString().contains(HIDDEN)) {
      throw new AssertionError("a secret is told");
    }
  }

  private static References references(Map<String, String> environment) {
    return new References(environment, List.of(new Vault()));
  }

  private static void places(ConfigValue value, String text, int depth) {
    if (depth > 200) {
      throw new AssertionError("deeper than it may be");
    }
    place(value.origin(), text);
    if (value instanceof ConfigValue.Sequence sequence) {
      for (ConfigValue item : sequence.items().stream().limit(50).toList()) {
        places(item, text, depth + 1);
      }
    } else if (value instanceof ConfigValue.Mapping mapping) {
      for (ConfigValue.Entry entry : mapping.entries().values().stream().limit(50).toList()) {
        place(entry.keyOrigin(), text);
        places(entry.value(), text, depth + 1);
      }
    }
  }

  private static void place(Origin origin, String text) {
    if (!(origin instanceof Origin.InFile(String file, int line, int column))
        || !file.equals("f.yaml")
        || line < 1
        || column < 1
        || line > text.length() + 2
        || column > text.length() + 2) {
      throw new AssertionError("no place in the file: " + origin);
    }
  }
}
