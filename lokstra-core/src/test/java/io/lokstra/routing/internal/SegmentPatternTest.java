package io.lokstra.routing.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SegmentPatternTest {

  private static boolean matches(String pattern, String text) {
    String around = "<" + text + ">";
    return SegmentPattern.compile(pattern).matches(around, 1, around.length() - 1);
  }

  @ParameterizedTest
  @CsvSource({
    "[a-z0-9-]+, tea-cup-2, true",
    "[a-z0-9-]+, Tea, false",
    "'\\d{4}-\\d{2}', 2026-01, true",
    "'\\d{4}-\\d{2}', 2026-1, false",
    "'a{2,}', a, false",
    "'a{2,}', aaaa, true",
    "'a{1,3}', aaa, true",
    "'a{1,3}', aaaa, false",
    "(de|en|fr)(?:-[A-Z]{2})?, de-CH, true",
    "(de|en|fr)(?:-[A-Z]{2})?, it, false",
    "[^.]+, ab, true",
    "[^.]+, a.b, false",
    "'\\w+\\.\\w+', a_1.b, true",
    "'\\W\\D\\S', '-a-', true",
    "'[\\]\\\\-]+', ']\\-', true",
    "[a\\-z]+, -, true",
    "[a\\-z]+, b, false",
    "[+-]1, -1, true",
    "é[à-ü]+, éñ, true",
    "., \u4e00, true",
    "a|, '', true",
    "(a*)*, aaa, true",
    "\uD83D\uDE00+, \uD83D\uDE00\uDE00, true",
  })
  void decidesTheWholeText(String pattern, String text, boolean expected) {
    assertThat(matches(pattern, text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "a);index 1: ')' without '('",
        "(a;index 0: a group that is not closed",
        "(?=a);index 0: a special group",
        "(?i)a;index 0: a special group",
        "^a;index 0: an anchor",
        "a$;index 1: an anchor",
        "*a;index 0: a quantifier with nothing before it",
        "a**;index 2: a quantifier after a quantifier",
        "a+?;index 2: a quantifier after a quantifier",
        "a{x};index 1: a malformed quantifier",
        "a{2,1};index 1: a malformed quantifier",
        "a{2;index 1: a malformed quantifier",
        "a{257};index 1: more than 256 repetitions",
        "a};index 1: '}' without its opening",
        "a];index 1: ']' without its opening",
        "[a;index 0: a class that is not closed",
        "[];index 1: ']' in a class",
        "[[a]];index 1: '[' in a class",
        "[a&&b];index 2: '&' in a class",
        "[a-[b]];index 3: '[' in a class",
        "[z-a];index 1: a malformed range",
        "[a-\\d];index 1: a malformed range",
        "[\uD83D\uDE00];index 1: a character beyond U+FFFF in a class",
        "\\b;index 0: the escape \\b",
        "\\1;index 0: the escape \\1",
        "a\\;index 1: '\\' at the end",
      })
  void saysWhyAPatternCannotBeUsedAndWhere(String pattern, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SegmentPattern.compile(pattern))
        .withMessageStartingWith("in \"" + pattern + "\" at " + message);
  }

  @Test
  void refusesPatternsThatNestTooDeep() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SegmentPattern.compile("(".repeat(30) + ")".repeat(30)))
        .withMessageContaining("groups nested deeper than 20");
  }

  @ParameterizedTest
  @CsvSource({
    "'((a{200}){200}){200}'",
    "'(((){250}){250}){250}'",
    "'(a|b)*a(a|b){12}'",
    "'.{250}.{250}.{250}.{250}.{250}.{250}.{250}.{250}.{250}'",
  })
  void refusesPatternsWhoseTableWouldBeTooLarge(String pattern) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SegmentPattern.compile(pattern))
        .withMessageContaining("too large to decide in linear time");
  }

  /** The patterns on which backtracking takes exponential time. */
  @ParameterizedTest
  @CsvSource({"(a+)+b", "(a|a)*b", "(a|aa)+b", "(.*a){8}b", "'(a*)*b'"})
  void takesLinearTimeWhateverThePattern(String pattern) {
    SegmentPattern compiled = SegmentPattern.compile(pattern);

    assertThat(compiled.matches("a".repeat(100_000), 0, 100_000)).isFalse();
    assertThat(compiled.states()).isLessThan(100);
  }

  @Test
  void agreesWithTheRegularExpressionsOfTheJdk() {
    long seed = Long.getLong("lokstra.test.seed", System.nanoTime());
    Random random = new Random(seed);
    for (int round = 0; round < 2_000; round++) {
      String pattern = pattern(random, 3);
      SegmentPattern compiled = SegmentPattern.compile(pattern);
      Pattern reference = Pattern.compile(pattern);
      for (int i = 0; i < 20; i++) {
        String text = text(random);
        assertThat(compiled.matches(text, 0, text.length()))
            .as("%s on '%s'; -Dlokstra.test.seed=%d", pattern, text, seed)
            .isEqualTo(reference.matcher(text).matches());
      }
    }
  }

  private static String pattern(Random random, int depth) {
    if (depth == 0) {
      String[] atoms = {
        "a", "b", "-", "1", "é", ".", "\\d", "\\w", "[ab]", "[^a]", "[a-c1-]", "\\."
      };
      return atoms[random.nextInt(atoms.length)];
    }
    String inner = pattern(random, depth - 1);
    return switch (random.nextInt(8)) {
      case 0 -> inner + "|" + pattern(random, depth - 1);
      case 1 -> "(" + inner + ")*";
      case 2 -> "(?:" + inner + ")+";
      case 3 -> "(" + inner + ")?";
      case 4 -> "(" + inner + "){1,2}";
      case 5 -> "(" + inner + "){2}";
      default -> "(" + inner + ")" + pattern(random, depth - 1);
    };
  }

  private static String text(Random random) {
    String letters = "aabbc1-.é";
    StringBuilder text = new StringBuilder();
    int length = random.nextInt(7);
    for (int i = 0; i < length; i++) {
      text.append(letters.charAt(random.nextInt(letters.length())));
    }
    return text.toString();
  }
}
