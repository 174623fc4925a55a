package io.lokstra.internal.json;

import io.lokstra.bind.Naming;
import io.lokstra.internal.record.ComponentShape;
import io.lokstra.json.JsonName;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What components are called in a document. */
public final class PropertyNames {
  private PropertyNames() {}

  /** The name of a component. */
  public static String of(ComponentShape component, Naming naming) {
    return component
        .annotation(JsonName.class)
        .map(JsonName::value)
        .orElseGet(() -> naming.of(component.name()));
  }

  /**
   * Refuses two components of one name.
   *
   * @throws IllegalArgumentException names it
   */
  static void check(List<String> names, Class<?> owner) {
    Set<String> seen = new HashSet<>();
    for (String name : names) {
      if (!seen.add(name)) {
        throw new IllegalArgumentException(
            "two components of "
                + owner.getSimpleName()
                + " are both called '"
                + name
                + "' in JSON");
      }
    }
  }
}
