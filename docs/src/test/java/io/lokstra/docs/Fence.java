package io.lokstra.docs;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A fenced block of a page, or a block of code that the page hides from its readers in an HTML
 * comment ({@code <!-- java … -->}).
 *
 * @param line the page's line (from 1) that opens the fence; the code begins on the next
 * @param info the words after the opening marks, such as {@code java} or {@code java run}
 * @param code the lines between the marks
 */
record Fence(int line, List<String> info, List<String> code) {
  private static final Pattern MAIN = Pattern.compile("^(public static )?void main\\(.*");
  private static final String MARKS = "```";
  private static final String FILE = "file=";
  private static final String HIDDEN = "<!-- java";

  /** Every fence of a page, in order; a fence inside a list is read without its indentation. */
  static List<Fence> of(String page) {
    List<Fence> fences = new ArrayList<>();
    List<String> lines = page.lines().toList();
    for (int at = 0; at < lines.size(); at++) {
      String opening = lines.get(at).strip();
      boolean hidden = opening.equals(HIDDEN);
      if (!hidden && !opening.startsWith(MARKS)) {
        continue;
      }
      int indent = lines.get(at).indexOf(opening.charAt(0));
      String closing = hidden ? "-->" : MARKS;
      int end = at + 1;
      List<String> code = new ArrayList<>();
      while (end < lines.size() && !lines.get(end).strip().equals(closing)) {
        code.add(lines.get(end).substring(Math.min(indent, lines.get(end).length())));
        end++;
      }
      String info = opening.substring(hidden ? HIDDEN.indexOf("java") : MARKS.length()).strip();
      fences.add(new Fence(at + 1, List.of(info.split("\\s+")), List.copyOf(code)));
      at = end;
    }
    return fences;
  }

  boolean isJava() {
    return info.getFirst().equals("java");
  }

  /**
   * The file that the block is the content of ({@code java file=src/main/java/Shop.java}), or
   * empty.
   */
  String file() {
    return info.stream()
        .filter(word -> word.startsWith(FILE))
        .map(word -> word.substring(FILE.length()))
        .findFirst()
        .orElse("");
  }

  /** Whether the block is a whole program, with its own imports and its own {@code main}. */
  boolean isProgram() {
    return isJava() && code.stream().anyMatch(line -> MAIN.matcher(line).matches());
  }

  /**
   * Whether the program is started and the {@code console} blocks after it are played against it.
   */
  boolean isRun() {
    return isProgram() && info.contains("run");
  }

  boolean isConsole() {
    return info.getFirst().equals("console");
  }
}
