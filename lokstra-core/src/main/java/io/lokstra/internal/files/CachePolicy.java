package io.lokstra.internal.files;

import io.lokstra.http.Header;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** What is said of each file about keeping it ({@code Cache-Control}, RFC 9111 §5.2). */
public final class CachePolicy implements Function<String, Header> {
  /** A year: the longest that makes sense; RFC 8246. */
  private static final Header IMMUTABLE =
      Header.of("cache-control", "public, max-age=31536000, immutable");

  /** Whoever is led to the page of an application must be led to the present one. */
  private static final Header PAGE = field("no-cache");

  private static final int SHORTEST_HASH = 8;

  private record Rule(PathPattern pattern, Header field) {}

  private final List<Rule> rules;
  private final boolean fingerprints;
  private final Header others;
  private final Optional<String> page;

  /**
   * A policy.
   *
   * @param byPattern fields by pattern of paths; of those that match, the longest
   * @param fingerprints whether files that have a hash in their name never change
   * @param others what is said of all others
   * @param page the page of a single-page application, which is asked for each time unless a
   *     pattern says otherwise
   * @throws IllegalArgumentException for a pattern or a field that is none
   */
  public CachePolicy(
      Map<String, String> byPattern, boolean fingerprints, String others, Optional<String> page) {
    this.rules =
        byPattern.entrySet().stream()
            .map(entry -> new Rule(new PathPattern(entry.getKey()), field(entry.getValue())))
            .sorted(
                Comparator.comparingInt((Rule rule) -> rule.pattern().length())
                    .reversed()
                    .thenComparing(rule -> rule.pattern().toString()))
            .toList();
    this.fingerprints = fingerprints;
    this.others = field(others);
    this.page = page;
  }

  private static Header field(String value) {
    return Header.of("cache-control", value);
  }

  @Override
  public Header apply(String path) {
    for (Rule rule : rules) {
      if (rule.pattern().matches(path)) {
        return rule.field();
      }
    }
    if (page.isPresent() && page.get().equals(path)) {
      return others.value().contains("no-store") ? others : PAGE;
    }
    return fingerprints && hasFingerprint(path) ? IMMUTABLE : others;
  }

  /**
   * Whether the name of a file has a hash in it, as build tools put it there: {@code
   * app.3f2a9b1c.js}, {@code app-3f2a9b1c.min.css}. At least eight hexadecimal digits, letters and
   * figures among them: a date, or a word, is none, and a hash that is not seen only costs a
   * question.
   */
  static boolean hasFingerprint(String path) {
    int start = path.lastIndexOf('/') + 1;
    int end = path.lastIndexOf('.');
    int from = start;
    while (from < end) {
      int to = from;
      boolean figures = false;
      boolean letters = false;
      boolean hex = true;
      while (to < path.length() && !isSeparator(path.charAt(to))) {
        char c = path.charAt(to++);
        boolean figure = c >= '0' && c <= '9';
        boolean letter = c >= 'a' && c <= 'f';
        figures |= figure;
        letters |= letter;
        hex &= figure || letter;
      }
      if (from > start && hex && figures && letters && to - from >= SHORTEST_HASH && to <= end) {
        return true;
      }
      from = to + 1;
    }
    return false;
  }

  private static boolean isSeparator(char c) {
    return c == '.' || c == '-' || c == '_';
  }
}
