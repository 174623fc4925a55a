package io.lokstra.http;

import java.util.List;

/** A server that cannot start, with everything that stands in its way. */
public class StartupException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final List<String> problems;

  /** All problems found, each a whole sentence with its place and remedy. */
  public StartupException(String server, List<String> problems) {
    super(message(server, problems));
    this.problems = List.copyOf(problems);
  }

  /** All problems found, with the cause of the first. */
  public StartupException(String server, List<String> problems, Throwable cause) {
    super(message(server, problems), cause);
    this.problems = List.copyOf(problems);
  }

  /** One problem with its cause. */
  public StartupException(String server, String problem, Throwable cause) {
    super(message(server, List.of(problem)), cause);
    this.problems = List.of(problem);
  }

  private static String message(String server, List<String> problems) {
    return "server " + server + " cannot start:\n  - " + String.join("\n  - ", problems);
  }

  /** Each problem, a whole sentence. */
  public List<String> problems() {
    return problems;
  }
}
