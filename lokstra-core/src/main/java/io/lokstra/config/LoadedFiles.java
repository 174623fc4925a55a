package io.lokstra.config;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What files of configuration said when they were read. Immutable.
 *
 * @param trees a tree for each file, the weakest first
 * @param problems what is wrong in them, for {@link Configuration#verify}
 * @param read the files that were read, in the order of {@code trees}, and those that could not be
 * @param unused files of profiles that were not chosen
 * @param watched everything whose change may change the configuration: the files, the folders they
 *     were found in, and what {@code ${file:…}} named
 * @param broken whether a file could not be read as a whole, so that nothing can be said of what is
 *     missing
 */
public record LoadedFiles(
    List<ConfigValue.Mapping> trees,
    List<ConfigProblem> problems,
    List<Path> read,
    List<Path> unused,
    List<Path> watched,
    boolean broken) {

  /** Copies the lists. */
  public LoadedFiles {
    trees = List.copyOf(trees);
    problems = List.copyOf(problems);
    read = List.copyOf(read);
    unused = List.copyOf(unused);
    watched = List.copyOf(watched);
  }

  /**
   * What the elements of a named list at the top level say under one key, by name; those that say
   * nothing, and whatever is no such list, left out.
   *
   * @param list {@code "apps"}
   * @param key {@code "listen"}
   */
  public Map<String, String> elements(String list, String key) {
    Map<String, String> texts = new LinkedHashMap<>();
    for (ConfigValue.Mapping tree : trees) {
      ConfigValue.Entry entry = tree.entries().get(list);
      if (entry != null && entry.value() instanceof ConfigValue.Sequence sequence) {
        for (ConfigValue item : sequence.items()) {
          text(item, "name").ifPresent(name -> put(name, item, key, texts));
        }
      } else if (entry != null && entry.value() instanceof ConfigValue.Mapping mapping) {
        mapping.entries().forEach((name, element) -> put(name, element.value(), key, texts));
      }
    }
    return texts;
  }

  private static void put(String name, ConfigValue element, String key, Map<String, String> into) {
    text(element, key).ifPresent(text -> into.put(name, text));
  }

  private static Optional<String> text(ConfigValue element, String key) {
    ConfigValue.Entry entry =
        element instanceof ConfigValue.Mapping mapping ? mapping.entries().get(key) : null;
    return entry != null && entry.value() instanceof ConfigValue.Scalar scalar
        ? Optional.of(scalar.text())
        : Optional.empty();
  }

  /** No file. */
  public static LoadedFiles none() {
    return new LoadedFiles(List.of(), List.of(), List.of(), List.of(), List.of(), false);
  }
}
