package io.lokstra.http;

import java.util.List;
import java.util.Locale;

/** Proactive content negotiation (RFC 9110 §12.5). */
final class Negotiation {
  private static final int MOST = 100;
  private static final int LONGEST = 1_000;

  private Negotiation() {}

  /**
   * Which of {@code offered} the client likes best; the first one among equals, and where it does
   * not say.
   *
   * @throws HttpException 406 when it takes none
   */
  static String best(List<String> accept, String... offered) {
    if (offered.length == 0) {
      throw new IllegalArgumentException("no media type is offered");
    }
    String ranges = accept.size() == 1 ? accept.getFirst() : String.join(",", accept);
    if (ranges.isBlank()) {
      return offered[0];
    }
    String best = "";
    float bestQuality = 0;
    for (String mediaType : offered) {
      float quality = quality(ranges, mediaType);
      if (quality > bestQuality) {
        best = mediaType;
        bestQuality = quality;
      }
    }
    if (bestQuality == 0) {
      throw new HttpException(
          Failure.of(406, "This can be had as " + String.join(", ", offered) + "."));
    }
    return best;
  }

  /** The quality of the most specific range that covers {@code mediaType}; 0 when none does. */
  private static float quality(String ranges, String mediaType) {
    if (ranges.equals("*/*")) {
      return 1;
    }
    String essence = MediaTypes.essence(mediaType);
    String anyOfType = essence.substring(0, essence.indexOf('/') + 1) + "*";
    float quality = 0;
    int specificity = -1;
    String[] all = ranges.split(",", MOST);
    for (String range : all) {
      String of = MediaTypes.essence(range);
      int level = of.equals(essence) ? 2 : of.equals(anyOfType) ? 1 : of.equals("*/*") ? 0 : -1;
      if (level > specificity) {
        specificity = level;
        quality = MediaTypes.parameter(range, "q").map(Negotiation::weight).orElse(1f);
      }
    }
    return quality;
  }

  /** A weight (RFC 9110 §12.4.2); one that cannot be read counts as none given. */
  private static float weight(String text) {
    boolean one = text.startsWith("1");
    if (text.length() > 5 || !(one || text.startsWith("0"))) {
      return 1;
    }
    int thousandths = 0;
    int place = 100;
    for (int i = 1; i < text.length(); i++) {
      char c = text.charAt(i);
      if (i == 1 ? c != '.' : c < '0' || c > '9' || (one && c != '0')) {
        return 1;
      }
      if (i > 1) {
        thousandths += place * (c - '0');
        place /= 10;
      }
    }
    return one ? 1 : thousandths / 1000f;
  }

  /**
   * The language with the greatest weight; {@link Locale#ROOT} for {@code *} and what cannot be
   * read.
   */
  static Locale locale(String acceptLanguage) {
    int end =
        acceptLanguage.length() > LONGEST
            ? Math.max(0, acceptLanguage.lastIndexOf(',', LONGEST))
            : acceptLanguage.length();
    try {
      List<Locale.LanguageRange> ranges =
          Locale.LanguageRange.parse(acceptLanguage.substring(0, end));
      for (Locale.LanguageRange range : ranges) {
        if (range.getWeight() > 0 && !range.getRange().contains("*")) {
          return Locale.forLanguageTag(range.getRange());
        }
      }
    } catch (IllegalArgumentException e) {
      return Locale.ROOT;
    }
    return Locale.ROOT;
  }
}
