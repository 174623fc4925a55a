package io.lokstra.http;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A scope and those around it, in the tree of all that are around the routes of one address. Made
 * while routes are compiled, and not changed after.
 */
final class Level {
  private final @Nullable Level around;
  private final List<Scope> scopes;
  private final Map<Scope, Level> inside = new LinkedHashMap<>();

  private Level(@Nullable Level around, List<Scope> scopes) {
    this.around = around;
    this.scopes = scopes;
  }

  /** Outside of every scope. */
  static Level outermost() {
    return new Level(null, List.of());
  }

  /** This level with {@code scope} in it; two equal scopes here are one level. */
  Level inside(Scope scope) {
    Level known = inside.get(scope);
    if (known == null) {
      List<Scope> inner = new ArrayList<>(scopes);
      inner.add(scope);
      known = new Level(this, List.copyOf(inner));
      inside.put(scope, known);
    }
    return known;
  }

  /** The scopes, outermost first. */
  List<Scope> scopes() {
    return scopes;
  }

  /** The innermost level that is around both. */
  Level common(Level other) {
    Level one = this;
    Level two = other;
    while (one != two && one.around != null && two.around != null) {
      if (one.scopes.size() >= two.scopes.size()) {
        one = one.around;
      } else {
        two = two.around;
      }
    }
    return one.scopes.size() <= two.scopes.size() ? one : two;
  }

  /** Adds this level and all inside of it. */
  void addTo(List<Level> all) {
    all.add(this);
    for (Level each : inside.values()) {
      each.addTo(all);
    }
  }
}
