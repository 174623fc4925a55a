package io.lokstra.http;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The order a list is asked for in: {@code ?sort=-created,title} is by {@code created}, the last
 * first, and where that is equal by {@code title}.
 *
 * <p>As a component of an input it needs {@link io.lokstra.bind.Allowed}, so that no other name
 * ever reaches a query: {@code @Allowed({"created", "title"}) @Default("-created") Sort sort}.
 *
 * @param by what to sort by, the most important first; no name twice
 */
public record Sort(List<By> by) {
  private static final int MOST = 10;
  private static final int LONGEST_NAME = 64;

  /**
   * One thing to sort by.
   *
   * @param name what
   * @param descending whether the greatest comes first
   */
  public record By(String name, boolean descending) {
    @Override
    public String toString() {
      return descending ? "-" + name : name;
    }
  }

  /** Checks the names. */
  public Sort {
    by = List.copyOf(by);
    Set<String> names = new LinkedHashSet<>();
    for (By each : by) {
      if (!isName(each.name()) || !names.add(each.name())) {
        throw new IllegalArgumentException("not a name, or twice: " + each);
      }
    }
    if (by.size() > MOST) {
      throw new IllegalArgumentException("more than " + MOST + " names");
    }
  }

  /** By nothing. */
  public static Sort none() {
    return new Sort(List.of());
  }

  /**
   * Reads names between commas, those that descend with a minus before them; "" is by nothing.
   *
   * @throws IllegalArgumentException when it is anything else
   */
  public static Sort parse(String text) {
    List<By> by = new ArrayList<>();
    if (!text.isEmpty()) {
      for (String part : text.split(",", MOST + 1)) {
        String name = part.strip();
        boolean descending = name.startsWith("-");
        by.add(new By(descending ? name.substring(1) : name, descending));
      }
    }
    return new Sort(by);
  }

  /** The names, in order. */
  public Set<String> names() {
    Set<String> names = new LinkedHashSet<>();
    for (By each : by) {
      names.add(each.name());
    }
    return names;
  }

  /** Letters, digits, underscores, and dots between them. */
  static boolean isName(String name) {
    if (name.isEmpty() || name.length() > LONGEST_NAME) {
      return false;
    }
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
      boolean later = i > 0 && ((c >= '0' && c <= '9') || c == '-' || c == '.');
      if (!letter && !later) {
        return false;
      }
    }
    return true;
  }

  /** As {@link #parse} reads it. */
  @Override
  public String toString() {
    return String.join(",", by.stream().map(By::toString).toList());
  }
}
