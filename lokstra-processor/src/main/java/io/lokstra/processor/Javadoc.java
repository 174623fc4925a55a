package io.lokstra.processor;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The part of a javadoc comment that a reference page needs: its {@code @param} tags. */
final class Javadoc {

  /** A tag at the beginning of a line, up to the next one. */
  private static final Pattern BLOCK =
      Pattern.compile("(?ms)^\\s*@(\\w+)\\s+(.*?)(?=^\\s*@\\w|\\z)");

  private static final Pattern INLINE = Pattern.compile("\\{@(\\w+)\\s+([^{}]*)}");

  private Javadoc() {}

  /**
   * Descriptions in Markdown, by parameter.
   *
   * @param keys how the configuration spells the record's own components: a reader of the reference
   *     knows no others
   */
  static Map<String, String> parameters(String comment, Map<String, String> keys) {
    Map<String, String> parameters = new LinkedHashMap<>();
    Matcher block = BLOCK.matcher(comment);
    while (block.find()) {
      String content = block.group(2).strip();
      int space = endOfName(content);
      if (block.group(1).equals("param") && space < content.length()) {
        parameters.put(content.substring(0, space), markdown(content.substring(space), keys));
      }
    }
    return parameters;
  }

  private static int endOfName(String content) {
    int at = 0;
    while (at < content.length() && !Character.isWhitespace(content.charAt(at))) {
      at++;
    }
    return at;
  }

  private static String markdown(String html, Map<String, String> keys) {
    Matcher inline = INLINE.matcher(html);
    StringBuilder text = new StringBuilder();
    while (inline.find()) {
      String content = inline.group(2).strip();
      String shown =
          inline.group(1).startsWith("link")
              ? label(content)
              : "`" + keys.getOrDefault(content, content) + "`";
      inline.appendReplacement(text, Matcher.quoteReplacement(shown));
    }
    inline.appendTail(text);
    return text.toString()
        .replaceAll("</?[a-zA-Z][^>]*>", "")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
        .replaceAll("\\s+", " ")
        .strip();
  }

  /** {@code Server#start the start} is "the start", {@code Server#start} is `Server.start`. */
  private static String label(String link) {
    int space = endOfName(link);
    if (space < link.length()) {
      return link.substring(space).strip();
    }
    String target = link.startsWith("#") ? link.substring(1) : link.replace('#', '.');
    return "`" + target + "`";
  }
}
