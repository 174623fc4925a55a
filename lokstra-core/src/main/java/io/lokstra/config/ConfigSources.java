package io.lokstra.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a configuration is read from. However the sources are named in code, each outweighs those
 * before it in this order: defaults, {@link #code}, {@link #tree}, {@link #files}, {@link
 * #environment}, {@link #commandLine}.
 *
 * <p>Mutable, and not for several threads.
 */
public final class ConfigSources {

  private final Map<String, ConfigValue.Scalar> code = new LinkedHashMap<>();
  private final List<ConfigValue.Mapping> trees = new ArrayList<>();
  private final List<ShortForm> shortForms = new ArrayList<>();
  private LoadedFiles files = LoadedFiles.none();
  private List<String> outside = List.of();
  private Map<String, String> environment = Map.of();
  private List<String> arguments = List.of();

  private ConfigSources() {}

  /** Nothing yet: every option has its default. */
  public static ConfigSources none() {
    return new ConfigSources();
  }

  /**
   * A value the program sets; of two for one key the later counts.
   *
   * @param place what sets it, for errors: {@code App.named("public", ":8080")}
   * @param path the key; an element of a named list by its name: {@code apps.public.listen}. The
   *     path of an element that needs nothing said about it ends in {@code .name}
   * @param text as any source would write it; the items of a list joined by commas
   */
  public ConfigSources code(String place, String path, String text) {
    code.put(path, new ConfigValue.Scalar(text, new Origin.Code(place)));
    return this;
  }

  /** A tree of values the program has; a later one outweighs an earlier one. */
  public ConfigSources tree(ConfigValue.Mapping tree) {
    trees.add(tree);
    return this;
  }

  /** What files say, the later of them outweighing the earlier. */
  public ConfigSources files(LoadedFiles loaded) {
    files = loaded;
    return this;
  }

  /**
   * Keys that variables and arguments may say and nothing else, since they are read before anything
   * is: which files there are.
   */
  public ConfigSources outside(String... keys) {
    outside = List.of(keys);
    return this;
  }

  /**
   * The environment, usually {@code System.getenv()}: {@code LOKSTRA_} and the path of a key in
   * upper case, dots and dashes as underscores.
   */
  public ConfigSources environment(Map<String, String> variables) {
    this.environment = variables;
    return this;
  }

  /** The arguments of {@code main}: {@code --key=value}, {@code --key value}, {@code --flag}. */
  public ConfigSources commandLine(String... arguments) {
    this.arguments = List.of(arguments);
    return this;
  }

  /** A second name of a key, for command line and environment. */
  public ConfigSources shortForm(ShortForm form) {
    shortForms.add(form);
    return this;
  }

  Map<String, ConfigValue.Scalar> codeValues() {
    return code;
  }

  List<ConfigValue.Mapping> trees() {
    return trees;
  }

  LoadedFiles files() {
    return files;
  }

  List<String> outside() {
    return outside;
  }

  List<ShortForm> shortForms() {
    return shortForms;
  }

  Map<String, String> environment() {
    return environment;
  }

  List<String> arguments() {
    return arguments;
  }
}
