package io.lokstra.internal.config.file;

import io.lokstra.config.ConfigValue;
import io.lokstra.config.Origin;
import io.lokstra.internal.config.Problems;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Replaces {@code ${…}} in the values of a tree by what they refer to. What comes in is text and
 * stays text: it is never read as YAML, nor looked at for further references, and never becomes
 * "nothing".
 */
final class Substitution {

  private static final String MASK = "******";
  private static final int DEEPEST_DEFAULT = 8;

  private final References references;
  private final Problems problems;

  Substitution(References references, Problems problems) {
    this.references = references;
    this.problems = problems;
  }

  /** The tree with values in the place of references. */
  ConfigValue.Mapping in(ConfigValue.Mapping tree) {
    return mapping("", tree);
  }

  private ConfigValue.Mapping mapping(String path, ConfigValue.Mapping mapping) {
    Map<String, ConfigValue.Entry> entries = new LinkedHashMap<>();
    for (Map.Entry<String, ConfigValue.Entry> entry : mapping.entries().entrySet()) {
      String below = Problems.below(path, entry.getKey());
      ConfigValue value = value(below, entry.getValue().value());
      entries.put(entry.getKey(), new ConfigValue.Entry(entry.getValue().keyOrigin(), value));
    }
    return new ConfigValue.Mapping(entries, mapping.origin());
  }

  private ConfigValue value(String path, ConfigValue value) {
    if (value instanceof ConfigValue.Mapping mapping) {
      return mapping(path, mapping);
    }
    if (value instanceof ConfigValue.Sequence sequence) {
      List<ConfigValue> items = new ArrayList<>(sequence.items().size());
      for (ConfigValue item : sequence.items()) {
        items.add(value(below(path, item, items.size()), item));
      }
      return new ConfigValue.Sequence(items, sequence.origin());
    }
    if (value instanceof ConfigValue.Scalar scalar && scalar.text().contains("${")) {
      return scalar(path, scalar);
    }
    return value;
  }

  /** An element that has a name is called by it, as it is where it is read. */
  private static String below(String path, ConfigValue item, int index) {
    if (item instanceof ConfigValue.Mapping mapping) {
      ConfigValue.Entry name = mapping.entries().get("name");
      if (name != null && name.value() instanceof ConfigValue.Scalar scalar) {
        return Problems.below(path, scalar.text());
      }
    }
    return path + "[" + index + "]";
  }

  private ConfigValue scalar(String path, ConfigValue.Scalar scalar) {
    Text text = new Text();
    try {
      text.resolve(scalar.text());
    } catch (References.UnresolvedException e) {
      if (e.isMalformed()) {
        problems.malformedReference(path, scalar.origin(), e.problem(), e.remedy());
      } else {
        problems.unresolvedReference(path, scalar.origin(), e.problem(), e.remedy());
      }
      return new ConfigValue.Unresolved(scalar.origin());
    }
    Origin origin =
        scalar.origin() instanceof Origin.InFile place && !text.used.isEmpty()
            ? new Origin.Substituted(place, String.join(", ", text.used))
            : scalar.origin();
    return new ConfigValue.Scalar(text.out.toString(), origin, text.shown.toString());
  }

  /** One value while it is put together. */
  private final class Text {
    private final StringBuilder out = new StringBuilder();
    private final StringBuilder shown = new StringBuilder();
    private final List<String> used = new ArrayList<>();

    /** Appends {@code text}, which stands in the file, with its references replaced. */
    void resolve(String text) throws References.UnresolvedException {
      resolve(text, 0);
    }

    private void resolve(String text, int depth) throws References.UnresolvedException {
      if (depth > DEEPEST_DEFAULT) {
        throw malformed("defaults are nested more than " + DEEPEST_DEFAULT + " deep", "use fewer");
      }
      int at = 0;
      while (at < text.length()) {
        int dollar = text.indexOf("${", at);
        if (dollar < 0) {
          append(text.substring(at), false);
          return;
        }
        if (dollar > at && text.charAt(dollar - 1) == '$') {
          append(text.substring(at, dollar - 1), false);
          append("${", false);
          at = dollar + 2;
        } else {
          append(text.substring(at, dollar), false);
          int end = end(text, dollar + 2);
          reference(text.substring(dollar + 2, end), depth);
          at = end + 1;
        }
      }
    }

    /** The place of the brace that closes what is open at {@code from}. */
    private int end(String text, int from) throws References.UnresolvedException {
      int open = 1;
      for (int i = from; i < text.length(); i++) {
        if (text.startsWith("${", i)) {
          open++;
        } else if (text.charAt(i) == '}' && --open == 0) {
          return i;
        }
      }
      throw malformed(
          "'${' has no '}'", "close it; text that begins so and is no reference is written $${");
    }

    private void reference(String inside, int depth) throws References.UnresolvedException {
      int colon = inside.indexOf(':');
      String name = colon < 0 ? inside : inside.substring(0, colon);
      String rest = colon < 0 ? "" : inside.substring(colon + 1);
      if (colon >= 0 && name.equals("env")) {
        int second = rest.indexOf(':');
        String variable = second < 0 ? rest : rest.substring(0, second);
        variable(variable, second < 0 ? null : rest.substring(second + 1), depth);
      } else if (colon >= 0 && References.isProviderName(name)) {
        provided(name, rest);
      } else {
        if (!rest.isEmpty() && "-=?+".indexOf(rest.charAt(0)) >= 0) {
          throw malformed(
              "':" + rest.charAt(0) + "' is the shell's way to write a default",
              "write ${"
                  + Problems.shown(name)
                  + ":…}; a default that begins with that character is written ${env:"
                  + Problems.shown(name)
                  + ":…}");
        }
        variable(name, colon < 0 ? null : rest, depth);
      }
    }

    private void variable(
        String name, @org.jspecify.annotations.Nullable String byDefault, int depth)
        throws References.UnresolvedException {
      if (!References.isVariable(name)) {
        throw malformed(
            Problems.quoted(name) + " is no name of a variable",
            "expected ${NAME}, ${NAME:default}, ${file:/path} or ${provider:key}; text that begins"
                + " with ${ and is no reference is written $${");
      }
      if (byDefault != null && !references.isSet(name)) {
        used.add("${" + name + "}, which is not set");
        resolve(byDefault, depth + 1);
      } else {
        used.add("${" + name + "}");
        References.Found found = references.variable(name);
        append(found.text(), found.secret());
      }
    }

    private void provided(String name, String key) throws References.UnresolvedException {
      if (key.isEmpty() || key.contains("${")) {
        throw malformed(
            "the key of the provider '"
                + name
                + "' is "
                + (key.isEmpty() ? "empty" : "a reference"),
            "write the key out: ${" + name + ":key}");
      }
      used.add("${" + name + ":" + Problems.shown(key) + "}");
      References.Found found = references.provided(name, key);
      append(found.text(), found.secret());
    }

    private void append(String text, boolean secret) {
      out.append(text);
      shown.append(secret ? MASK : text);
    }

    private static References.UnresolvedException malformed(String problem, String remedy) {
      return new References.UnresolvedException(problem, remedy, true);
    }
  }
}
