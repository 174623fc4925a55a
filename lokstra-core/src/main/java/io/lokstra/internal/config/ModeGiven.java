package io.lokstra.internal.config;

import io.lokstra.config.ConfigurationException;
import io.lokstra.config.Origin;
import io.lokstra.service.Mode;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * In which mode a program is to run: said by {@code --mode} or {@code LOKSTRA_MODE}, by no file.
 */
public final class ModeGiven {

  /** The key that says so. */
  public static final String MODE = "mode";

  private static final String VARIABLE = "LOKSTRA_MODE";
  private static final String EXPECTED = "production, development or test";

  private ModeGiven() {}

  /** Whether anything is said of it. */
  public static boolean isSaid(Map<String, String> environment, List<String> arguments) {
    for (String argument : arguments) {
      if (argument.equals("--mode") || argument.startsWith("--mode=")) {
        return true;
      }
    }
    return environment.containsKey(VARIABLE);
  }

  /**
   * Which it is: production where nothing is said.
   *
   * @throws ConfigurationException when there is no such mode
   */
  public static Mode of(Map<String, String> environment, List<String> arguments) {
    List<ArgumentValues.Given> given = new ArgumentValues(arguments, new Problems()).get(MODE);
    Problems problems = new Problems();
    if (given.size() > 1) {
      problems.argumentRepeated(MODE, given.get(1).origin(), given.get(0).origin());
    } else if (!given.isEmpty()) {
      String text = given.getFirst().value();
      if (text == null) {
        problems.argumentWithoutValue(MODE, given.getFirst().origin(), EXPECTED);
      } else {
        return read(text, given.getFirst().origin());
      }
    } else if (environment.containsKey(VARIABLE)) {
      return read(environment.getOrDefault(VARIABLE, ""), new Origin.Variable(VARIABLE));
    } else {
      return Mode.PRODUCTION;
    }
    throw new ConfigurationException(problems.all());
  }

  private static Mode read(String text, Origin origin) {
    for (Mode mode : Mode.values()) {
      if (mode.name().toLowerCase(Locale.ROOT).equals(text)) {
        return mode;
      }
    }
    Problems problems = new Problems();
    problems.unreadable(MODE, origin, text, EXPECTED);
    throw new ConfigurationException(problems.all());
  }
}
