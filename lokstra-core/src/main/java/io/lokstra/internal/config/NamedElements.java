package io.lokstra.internal.config;

import io.lokstra.config.ConfigValue;
import io.lokstra.config.Origin;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The elements of a list whose elements have names, from all trees: those with one name are one
 * element. A tree may write it as a list ({@code - name: public}) or as keys ({@code public:}).
 */
final class NamedElements {

  private static final String GRAMMAR = "a name of letters, digits, '-' and '_'";

  private final String path;
  private final Problems problems;
  private final Map<String, List<ConfigValue>> byName = new LinkedHashMap<>();

  private NamedElements(String path, Problems problems) {
    this.path = path;
    this.problems = problems;
  }

  /** Reads {@code candidates}, the weakest first. */
  static NamedElements of(String path, List<ConfigValue> candidates, Problems problems) {
    NamedElements elements = new NamedElements(path, problems);
    for (ConfigValue candidate : candidates) {
      elements.addTree(candidate);
    }
    return elements;
  }

  /**
   * The name of an element in a sequence, which may be all there is of it ({@code - recovery});
   * null when it has none.
   */
  static ConfigValue.@Nullable Scalar nameOf(ConfigValue element) {
    return element instanceof ConfigValue.Scalar name ? name : ownName(element);
  }

  private static ConfigValue.@Nullable Scalar ownName(ConfigValue element) {
    if (element instanceof ConfigValue.Mapping mapping) {
      ConfigValue.Entry entry = mapping.entries().get("name");
      if (entry != null && entry.value() instanceof ConfigValue.Scalar scalar) {
        return scalar;
      }
    }
    return null;
  }

  /** What each element is made of, the weakest first, in the order in which names first appear. */
  Map<String, List<ConfigValue>> byName() {
    return byName;
  }

  private void addTree(ConfigValue tree) {
    if (tree instanceof ConfigValue.Sequence sequence) {
      Set<String> seen = new HashSet<>();
      for (int i = 0; i < sequence.items().size(); i++) {
        addItem(path + "[" + i + "]", sequence.items().get(i), seen);
      }
    } else if (tree instanceof ConfigValue.Mapping mapping) {
      for (Map.Entry<String, ConfigValue.Entry> entry : mapping.entries().entrySet()) {
        addKeyed(entry.getKey(), entry.getValue());
      }
    } else if (!(tree instanceof ConfigValue.Nothing || tree instanceof ConfigValue.Unresolved)) {
      problems.wrongShape(path, tree, "a list of elements with names");
    }
  }

  private void addItem(String at, ConfigValue item, Set<String> seen) {
    ConfigValue.Scalar name = nameOf(item);
    if (item instanceof ConfigValue.Unresolved) {
      return; // it was reported
    }
    if (name == null) {
      reject(at, item.origin(), at + " has no name", "expected a key 'name' with " + GRAMMAR);
    } else if (!seen.add(name.text())) {
      String shown = Shown.quoted(name.text());
      reject(at, name.origin(), path + " has two elements " + shown, "rename one of them");
    } else {
      add(name.text(), name.origin(), item instanceof ConfigValue.Scalar ? onlyNamed(name) : item);
    }
  }

  private static ConfigValue onlyNamed(ConfigValue.Scalar name) {
    return new ConfigValue.Mapping(
        Map.of("name", new ConfigValue.Entry(name.origin(), name)), name.origin());
  }

  private void addKeyed(String name, ConfigValue.Entry entry) {
    ConfigValue.Scalar inner = ownName(entry.value());
    if (inner != null && !inner.text().equals(name)) {
      String message =
          "the element "
              + Shown.quoted(name)
              + " of "
              + path
              + " calls itself "
              + Shown.quoted(inner.text());
      reject(KnownKeys.below(path, name), inner.origin(), message, "leave its key 'name' out");
    } else {
      add(name, entry.keyOrigin(), entry.value());
    }
  }

  private void add(String name, Origin origin, ConfigValue element) {
    boolean usable = !name.isEmpty();
    for (int i = 0; i < name.length(); i++) {
      usable &= ArgumentValues.isNameCharacter(name.charAt(i));
    }
    if (usable) {
      List<ConfigValue> parts = byName.get(name);
      if (parts == null) {
        parts = new ArrayList<>();
        byName.put(name, parts);
      }
      parts.add(element);
    } else {
      String message = "an element of " + path + " is called " + Shown.quoted(name);
      reject(path, origin, message, "expected " + GRAMMAR);
    }
  }

  private void reject(String at, Origin origin, String message, String remedy) {
    problems.badName(at, origin, message, remedy);
  }
}
