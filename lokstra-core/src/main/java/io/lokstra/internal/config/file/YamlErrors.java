package io.lokstra.internal.config.file;

import io.lokstra.config.Origin;
import io.lokstra.internal.config.Problems;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** What the parser says of malformed YAML, in words that say what to do. */
final class YamlErrors {

  /** What the parser says begins with, or contains, {@code sign}. */
  private record Known(String sign, String problem, String remedy) {}

  private static final List<Known> KNOWN =
      List.of(
          new Known(
              "TAB", "a tab stands where only spaces may", "indent with spaces; two are usual"),
          new Known(
              "mapping values are not allowed here",
              "a ':' stands where no key can end",
              "quote text that holds ': ', and write a key's value on a line of its own or after it"),
          new Known(
              "expected <block end>, but found '<block mapping start>'",
              "a key is indented unlike those around it",
              "keys of one section begin in one column"),
          new Known(
              "expected <block end>, but found '<scalar>'",
              "text follows a value that has ended",
              "quote the whole value"),
          new Known(
              "expected <block end>, but found '-'",
              "a list's '-' is indented unlike those before it",
              "the '-' of one list begin in one column"),
          new Known(
              "expected <block end>",
              "the indentation does not fit what stands before it",
              "keys of one section, and the '-' of one list, begin in one column"),
          new Known(
              "could not find expected ':'",
              "a line is neither a key nor a value",
              "write  key: value,  and indent the further lines of a text that has several"),
          new Known(
              "found unexpected end of stream",
              "a quoted text has no end",
              "close it with the quote it began with"),
          new Known("expected ',' or ']'", "a list in brackets has no end", "close it with ']'"),
          new Known("expected ',' or '}'", "keys in braces have no end", "close them with '}'"),
          new Known(
              "cannot start any token",
              "text begins with a character that has a meaning in YAML",
              "quote text that begins with % @ or `"),
          new Known(
              "found unknown escape character",
              "\"…\" holds a backslash that escapes nothing",
              "double it, or use '…', in which a backslash is itself"),
          new Known(
              "sequence entries are not allowed here",
              "a list's '-' stands where a value has begun",
              "begin the list on the next line"),
          new Known(
              "found undefined tag handle",
              "a tag is not known",
              "quote text that begins with '!'"),
          new Known(
              "while scanning an alias", "'*' names no anchor", "quote text that begins with '*'"),
          new Known(
              "while scanning an anchor", "'&' names no anchor", "quote text that begins with '&'"),
          new Known(
              "while scanning a directive",
              "a line begins with '%'",
              "remove it: no directive is needed"),
          new Known(
              "special characters are not allowed",
              "a character that YAML does not allow",
              "remove it, or write it as an escape in \"…\""));

  private YamlErrors() {}

  /** Reports what the parser met. */
  static void report(YamlEngineException e, String file, String text, Problems problems) {
    String said = String.valueOf(e.getMessage());
    Origin.InFile place = new Origin.InFile(file, 1, 1);
    if (e instanceof MarkedYamlEngineException marked) {
      Optional<Mark> mark = marked.getProblemMark();
      if (mark.isPresent()) {
        place = new Origin.InFile(file, mark.get().getLine() + 1, mark.get().getColumn() + 1);
      }
      said = marked.getContext() + " " + marked.getProblem();
    } else if (e instanceof ReaderException reader) {
      place = at(file, text, reader.getPosition());
      said = "special characters are not allowed";
    }
    for (Known known : KNOWN) {
      if (said.contains(known.sign())) {
        problems.malformedFile(place, known.problem(), known.remedy());
        return;
      }
    }
    problems.malformedFile(place, "this is no YAML: " + said.strip(), "correct what stands there");
  }

  private static Origin.InFile at(String file, String text, int position) {
    int line = 1;
    int column = 1;
    int end = Math.min(position, text.length());
    for (int i = 0; i < end; i++) {
      boolean newLine = text.charAt(i) == '\n';
      line += newLine ? 1 : 0;
      column = newLine ? 1 : column + 1;
    }
    return new Origin.InFile(file, line, column);
  }
}
