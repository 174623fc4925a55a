package io.lokstra.internal.config;

import io.lokstra.config.ConfigFiles;
import io.lokstra.config.ValueProvider;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Which files a program is to read: those that {@code --config} or {@code LOKSTRA_CONFIG} names,
 * else those the program names, else the usual one, if there is one.
 */
public final class FilesGiven {

  /** The keys that say so, for the errors about them. */
  public static final String FILES = "config";

  /** The key that chooses profiles. */
  public static final String PROFILES = "profile";

  private FilesGiven() {}

  /**
   * Which they are.
   *
   * @param program what the program names; empty for the usual file
   * @param usual whether the usual file is looked for in the working directory
   */
  public static ConfigFiles of(
      List<Path> program,
      boolean usual,
      Map<String, String> environment,
      List<String> arguments,
      List<ValueProvider> providers) {
    ArgumentValues given = new ArgumentValues(arguments, new Problems());
    List<Path> named = new ArrayList<>();
    for (String name : texts(FILES, given, environment)) {
      named.add(Path.of(name));
    }
    List<Path> chosen = named.isEmpty() ? program : named;
    ConfigFiles files =
        chosen.isEmpty() && usual
            ? ConfigFiles.usual("")
            : ConfigFiles.of(chosen.toArray(new Path[0]));
    for (ValueProvider provider : providers) {
      files = files.provider(provider);
    }
    return files.profiles(texts(PROFILES, given, environment).toArray(new String[0]));
  }

  /** What the command line says, else the environment, divided at commas. */
  private static List<String> texts(
      String key, ArgumentValues given, Map<String, String> environment) {
    List<String> texts = new ArrayList<>();
    for (ArgumentValues.Given argument : given.get(key)) {
      if (argument.value() != null) {
        divide(argument.value(), texts);
      }
    }
    String variable = environment.get(KnownKeys.variable(key));
    if (given.get(key).isEmpty() && variable != null) {
      divide(variable, texts);
    }
    return texts;
  }

  private static void divide(String text, List<String> into) {
    int from = 0;
    while (from <= text.length()) {
      int comma = text.indexOf(',', from);
      int end = comma < 0 ? text.length() : comma;
      String part = text.substring(from, end).strip();
      if (!part.isEmpty()) {
        into.add(part);
      }
      from = end + 1;
    }
  }
}
