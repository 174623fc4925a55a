package io.lokstra.config;

import io.lokstra.internal.config.file.FileLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Which files a configuration is read from. Immutable.
 *
 * <pre>{@code
 * LoadedFiles files =
 *     ConfigFiles.of(Path.of("shop.yaml")).profiles("dev").load(System.getenv());
 * Configuration configuration = Configuration.load(ConfigSources.none().files(files));
 * }</pre>
 *
 * <p>Of several files the later outweighs the earlier; a folder stands for its {@code .yaml} files
 * in the order of their names. For each profile there is {@code shop-dev.yaml} beside {@code
 * shop.yaml}, which outweighs all files without one.
 */
public final class ConfigFiles {

  /** What is looked for where nothing is named. */
  public static final String USUAL = "lokstra.yaml";

  private final List<Path> named;
  private final List<String> profiles;
  private final List<ValueProvider> providers;

  private ConfigFiles(List<Path> named, List<String> profiles, List<ValueProvider> providers) {
    this.named = List.copyOf(named);
    this.profiles = List.copyOf(profiles);
    this.providers = List.copyOf(providers);
  }

  /** These files and folders, each of which must be there. */
  public static ConfigFiles of(Path... filesAndFolders) {
    return new ConfigFiles(List.of(filesAndFolders), List.of(), List.of());
  }

  /**
   * {@code lokstra.yaml} in {@code folder}, or {@code lokstra.yml}; none when neither is there.
   *
   * @param folder relative to the working directory; empty for it
   */
  public static ConfigFiles usual(String folder) {
    List<Path> found = new ArrayList<>();
    for (String name : List.of(USUAL, "lokstra.yml")) {
      Path file = Path.of(folder, name);
      if (Files.exists(file)) {
        found.add(file);
      }
    }
    return new ConfigFiles(found, List.of(), List.of());
  }

  /** With these profiles, the later outweighing the earlier. */
  public ConfigFiles profiles(String... chosen) {
    return new ConfigFiles(named, List.of(chosen), providers);
  }

  /** With one more provider of values, beside those that are found by {@code ServiceLoader}. */
  public ConfigFiles provider(ValueProvider provider) {
    List<ValueProvider> all = new ArrayList<>(providers);
    all.add(provider);
    return new ConfigFiles(named, profiles, all);
  }

  /** The files and folders. */
  public List<Path> named() {
    return named;
  }

  /** The profiles. */
  public List<String> profiles() {
    return profiles;
  }

  /**
   * Reads them as they are now; what is wrong in them {@link Configuration#verify} tells.
   *
   * @param environment what {@code ${VAR}} refers to
   */
  public LoadedFiles load(Map<String, String> environment) {
    if (named.isEmpty() && profiles.isEmpty()) {
      return LoadedFiles.none();
    }
    return FileLoader.load(named, profiles, environment, providers);
  }
}
