package io.lokstra.internal.log;

import io.lokstra.log.LogFields;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Fields as a list of names and values by turns. */
public final class FieldList implements LogFields {
  private final List<@Nullable Object> all = new ArrayList<>();

  /** None yet. */
  public FieldList() {}

  @Override
  public LogFields add(String name, @Nullable Object value) {
    all.add(name);
    all.add(value);
    return this;
  }

  /** Whether one is called so. */
  public boolean has(String name) {
    for (int i = 0; i < all.size(); i += 2) {
      if (name.equals(all.get(i))) {
        return true;
      }
    }
    return false;
  }

  /** Names and values by turns. */
  public @Nullable Object[] toArray() {
    return all.toArray();
  }
}
