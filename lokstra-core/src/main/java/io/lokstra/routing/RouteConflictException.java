package io.lokstra.routing;

import java.util.List;

/** Routes that no request could tell apart. All conflicts of a build are reported together. */
public final class RouteConflictException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient List<Conflict> conflicts;

  /** Reports {@code conflicts}. */
  public RouteConflictException(List<Conflict> conflicts) {
    super(describe(conflicts));
    this.conflicts = List.copyOf(conflicts);
  }

  /** The conflicts, in the order of registration. */
  public List<Conflict> conflicts() {
    return conflicts;
  }

  /**
   * Two routes that match the same requests.
   *
   * @param first the route that was registered first
   * @param second the route that was registered after it
   */
  public record Conflict(RouterEngine.Route<?> first, RouterEngine.Route<?> second) {}

  private static String describe(List<Conflict> conflicts) {
    StringBuilder text = new StringBuilder("LOK-RTE-001: ");
    text.append(
        conflicts.size() == 1 ? "Two routes match" : conflicts.size() + " pairs of routes match");
    text.append(" the same requests; remove one of them, or give it another path or method:");
    for (Conflict conflict : conflicts) {
      text.append("\n  ").append(describe(conflict.first()));
      text.append("\n    and ").append(describe(conflict.second()));
    }
    return text.toString();
  }

  private static String describe(RouterEngine.Route<?> route) {
    return route + " (registered at " + route.origin() + ")";
  }
}
