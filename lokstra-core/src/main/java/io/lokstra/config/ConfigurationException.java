package io.lokstra.config;

import java.util.List;

/** The configuration cannot be used; every problem that was found is in it, none left out. */
public final class ConfigurationException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient List<ConfigProblem> problems;

  /**
   * Made by the reader of the configuration.
   *
   * @param problems at least one
   */
  public ConfigurationException(List<ConfigProblem> problems) {
    super(describe(problems));
    this.problems = List.copyOf(problems);
  }

  /** What is wrong, in the order in which it was found. */
  public List<ConfigProblem> problems() {
    return problems;
  }

  private static String describe(List<ConfigProblem> problems) {
    StringBuilder text = new StringBuilder(200);
    text.append(
        problems.size() == 1
            ? "the configuration has a problem"
            : "the configuration has " + problems.size() + " problems");
    problems.forEach(problem -> text.append("\n  ").append(problem));
    return text.toString();
  }
}
