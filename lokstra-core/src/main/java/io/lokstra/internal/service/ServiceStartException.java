package io.lokstra.internal.service;

import java.util.List;

/** Services that could not start; what had started is stopped again. */
public final class ServiceStartException extends Exception {
  private static final long serialVersionUID = 1;

  private final List<String> problems;
  private final Throwable first;

  ServiceStartException(List<String> problems, Throwable cause) {
    super(String.join("; ", problems), cause);
    this.problems = List.copyOf(problems);
    this.first = cause;
  }

  /** What the first of them threw; what others threw is suppressed in it. */
  public Throwable first() {
    return first;
  }

  /** Each, a whole sentence. */
  public List<String> problems() {
    return problems;
  }
}
