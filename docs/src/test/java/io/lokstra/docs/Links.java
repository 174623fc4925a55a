package io.lokstra.docs;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The links of a page that lead to files of this project. */
final class Links {
  private static final Pattern LINK = Pattern.compile("]\\(([^)#\\s]+)(#[^)\\s]*)?\\)");

  private Links() {}

  static List<String> of(String page) {
    return LINK.matcher(page)
        .results()
        .map((MatchResult link) -> link.group(1))
        .filter(Links::isLocal)
        .toList();
  }

  private static boolean isLocal(String target) {
    return !target.contains("://") && !target.startsWith("mailto:");
  }
}
