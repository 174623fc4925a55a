package io.lokstra.docs;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A {@code console} block: commands, each with what a reader is told will come back.
 *
 * @param line the page's line of the command
 * @param command the words after the prompt
 * @param expected the lines below it
 */
record Console(int line, List<String> command, List<String> expected) {
  private static final String PROMPT = "$ ";
  private static final String ANYTHING = "...";
  private static final Pattern WORD = Pattern.compile("'([^']*)'|\"([^\"]*)\"|(\\S+)");

  /** The commands of a block, in order; a backslash at the end of a line joins the next to it. */
  static List<Console> of(Fence fence) {
    List<Console> commands = new ArrayList<>();
    for (int at = 0; at < fence.code().size(); at++) {
      String line = fence.code().get(at);
      if (!line.startsWith(PROMPT)) {
        continue;
      }
      int start = at;
      StringBuilder command = new StringBuilder(line.substring(PROMPT.length()));
      while (command.toString().endsWith("\\")) {
        command.setLength(command.length() - 1);
        command.append(' ').append(fence.code().get(++at).strip());
      }
      List<String> expected = new ArrayList<>();
      while (at + 1 < fence.code().size() && !fence.code().get(at + 1).startsWith(PROMPT)) {
        expected.add(fence.code().get(++at));
      }
      commands.add(new Console(fence.line() + 1 + start, words(command.toString()), expected));
    }
    return commands;
  }

  private static List<String> words(String command) {
    return WORD.matcher(command)
        .results()
        .map(word ->
            word.group(1) != null
                ? word.group(1)
                : word.group(2) != null ? word.group(2) : word.group(3))
        .toList();
  }

  boolean isCurl() {
    return command.getFirst().equals("curl");
  }

  /** Whether lines that came back are what the page shows: {@code ...} stands for anything. */
  static boolean matches(List<String> expected, List<String> actual) {
    StringBuilder pattern = new StringBuilder();
    for (String line : expected) {
      if (line.strip().equals(ANYTHING)) {
        pattern.append("(?:.*\n)*");
      } else {
        pattern.append(quote(line.stripTrailing())).append('\n');
      }
    }
    String text = String.join("\n", actual.stream().map(String::stripTrailing).toList());
    return Pattern.compile(pattern.toString()).matcher(text.isEmpty() ? "" : text + "\n").matches();
  }

  static String quote(String line) {
    StringBuilder pattern = new StringBuilder();
    int at = 0;
    for (int found; (found = line.indexOf(ANYTHING, at)) >= 0; at = found + ANYTHING.length()) {
      pattern.append(Pattern.quote(line.substring(at, found))).append(".*");
    }
    return pattern.append(Pattern.quote(line.substring(at))).toString();
  }
}
