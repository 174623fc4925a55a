package io.lokstra.internal.bind;

import java.util.List;

/** An input type that cannot be bound as its route asks; everything that is wrong with it. */
public final class BindingException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient List<String> problems;

  BindingException(RouteInput route, List<String> problems) {
    super(route + ": " + String.join("; ", problems));
    this.problems = List.copyOf(problems);
  }

  /** One sentence for each thing that is wrong. */
  public List<String> problems() {
    return problems;
  }
}
