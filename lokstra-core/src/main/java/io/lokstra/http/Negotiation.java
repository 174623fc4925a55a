package io.lokstra.http;

import io.lokstra.internal.web.MediaTypes;
import io.lokstra.internal.web.Weight;
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
    int bestQuality = 0;
    for (String mediaType : offered) {
      int quality = quality(ranges, mediaType);
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
  private static int quality(String ranges, String mediaType) {
    if (ranges.equals("*/*")) {
      return Weight.MOST;
    }
    String essence = MediaTypes.essence(mediaType);
    String anyOfType = essence.substring(0, essence.indexOf('/') + 1) + "*";
    int quality = 0;
    int specificity = -1;
    String[] all = ranges.split(",", MOST);
    for (String range : all) {
      String of = MediaTypes.essence(range);
      int level = of.equals(essence) ? 2 : of.equals(anyOfType) ? 1 : of.equals("*/*") ? 0 : -1;
      if (level > specificity) {
        specificity = level;
        quality = MediaTypes.parameter(range, "q").map(Negotiation::weight).orElse(Weight.MOST);
      }
    }
    return quality;
  }

  /** A weight; one that cannot be read counts as none given: without the type there is only 406. */
  private static int weight(String text) {
    int weight = Weight.thousandths(text, 0, text.length());
    return weight == Weight.UNREADABLE ? Weight.MOST : weight;
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
