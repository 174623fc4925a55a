package io.lokstra.routing.internal;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** Reads the regular expressions that {@link SegmentPattern} can decide. */
final class PatternParser {
  private static final int DEEPEST = 20;
  private static final int MOST_REPEATS = 256;
  private static final int ALL = Character.MAX_VALUE + 1;

  private final String pattern;
  private int at;
  private int depth;

  PatternParser(String pattern) {
    this.pattern = pattern;
  }

  PatternNode parse() {
    PatternNode node = choice();
    if (at < pattern.length()) {
      throw malformed(at, "')' without '('", "escape it as \\)");
    }
    return node;
  }

  private PatternNode choice() {
    if (++depth > DEEPEST) {
      throw malformed(at, "groups nested deeper than " + DEEPEST, "write it flatter");
    }
    List<PatternNode> options = new ArrayList<>();
    options.add(sequence());
    while (next('|')) {
      options.add(sequence());
    }
    depth--;
    return options.size() == 1 ? options.getFirst() : new PatternNode.Choice(options);
  }

  private PatternNode sequence() {
    List<PatternNode> parts = new ArrayList<>();
    while (at < pattern.length() && pattern.charAt(at) != '|' && pattern.charAt(at) != ')') {
      parts.add(repeated(atom()));
    }
    return parts.size() == 1 ? parts.getFirst() : new PatternNode.Sequence(parts);
  }

  private PatternNode atom() {
    char c = pattern.charAt(at);
    return switch (c) {
      case '(' -> group();
      case '[' -> new PatternNode.Characters(characterClass());
      case '\\' -> new PatternNode.Characters(escape());
      case '^', '$' ->
          throw malformed(at, "an anchor", "leave it out: a pattern matches the whole value");
      case '*', '+', '?', '{' ->
          throw malformed(at, "a quantifier with nothing before it", "escape it as \\" + c);
      case '}', ']' ->
          throw malformed(at, "'" + c + "' without its opening", "escape it as \\" + c);
      default -> {
        at++;
        yield new PatternNode.Characters(c == '.' ? inverted(new BitSet()) : single(c));
      }
    };
  }

  private PatternNode group() {
    int open = at++;
    if (next('?') && !next(':')) {
      throw malformed(
          open, "a special group", "use (...) or (?:...); looking around is not supported");
    }
    PatternNode inside = choice();
    if (!next(')')) {
      throw malformed(open, "a group that is not closed", "add ')'");
    }
    return inside;
  }

  private PatternNode repeated(PatternNode part) {
    int start = at;
    PatternNode node;
    if (next('*')) {
      node = new PatternNode.Repeat(part, 0, Integer.MAX_VALUE);
    } else if (next('+')) {
      node = new PatternNode.Repeat(part, 1, Integer.MAX_VALUE);
    } else if (next('?')) {
      node = new PatternNode.Repeat(part, 0, 1);
    } else if (next('{')) {
      node = counted(part, start);
    } else {
      return part;
    }
    if (at < pattern.length() && "*+?{".indexOf(pattern.charAt(at)) >= 0) {
      throw malformed(
          at,
          "a quantifier after a quantifier",
          "leave it out: matching never goes back, so lazy and possessive mean nothing");
    }
    return node;
  }

  private PatternNode counted(PatternNode part, int start) {
    int least = number(start);
    int most = least;
    if (next(',')) {
      most = at < pattern.length() && pattern.charAt(at) == '}' ? Integer.MAX_VALUE : number(start);
    }
    if (!next('}') || most < least) {
      throw malformed(start, "a malformed quantifier", "write {n}, {n,} or {n,m} with n <= m");
    }
    return new PatternNode.Repeat(part, least, most);
  }

  private int number(int start) {
    int value = 0;
    int first = at;
    while (at < pattern.length() && isDigit(pattern.charAt(at))) {
      value = value * 10 + pattern.charAt(at) - '0';
      if (value > MOST_REPEATS) {
        throw malformed(start, "more than " + MOST_REPEATS + " repetitions", "use + or *");
      }
      at++;
    }
    if (at == first) {
      throw malformed(start, "a malformed quantifier", "write {n}, {n,} or {n,m}");
    }
    return value;
  }

  private BitSet characterClass() {
    int open = at++;
    boolean inverted = next('^');
    BitSet set = new BitSet();
    int first = at;
    while (at < pattern.length() && (pattern.charAt(at) != ']' || at == first)) {
      classMember(set);
    }
    if (!next(']')) {
      throw malformed(open, "a class that is not closed", "add ']'");
    }
    return inverted ? inverted(set) : set;
  }

  private void classMember(BitSet set) {
    int start = at;
    char c = pattern.charAt(at);
    if (c == '[' || c == ']' || pattern.startsWith("&&", at)) {
      throw malformed(at, "'" + c + "' in a class", "escape it as \\" + c);
    }
    if (Character.isSurrogate(c)) {
      throw malformed(at, "a character beyond U+FFFF in a class", "write it outside, with '|'");
    }
    BitSet low = c == '\\' ? escape() : single(c);
    if (c != '\\') {
      at++;
    }
    boolean range =
        at + 1 < pattern.length() && pattern.charAt(at) == '-' && pattern.charAt(at + 1) != ']';
    if (!range) {
      set.or(low);
      return;
    }
    at++;
    if (pattern.charAt(at) == '[' || pattern.charAt(at) == '&') {
      throw malformed(at, "'" + pattern.charAt(at) + "' in a class", "escape it");
    }
    BitSet high = pattern.charAt(at) == '\\' ? escape() : single(pattern.charAt(at++));
    if (low.cardinality() != 1
        || high.cardinality() != 1
        || high.nextSetBit(0) < low.nextSetBit(0)) {
      throw malformed(start, "a malformed range", "write the lower character first: a-z");
    }
    set.set(low.nextSetBit(0), high.nextSetBit(0) + 1);
  }

  private BitSet escape() {
    int start = at++;
    if (at == pattern.length()) {
      throw malformed(start, "'\\' at the end", "write \\\\ for a backslash");
    }
    char c = pattern.charAt(at++);
    return switch (c) {
      case 'd' -> digits();
      case 'D' -> inverted(digits());
      case 'w' -> word();
      case 'W' -> inverted(word());
      case 's' -> space();
      case 'S' -> inverted(space());
      default -> {
        if (c >= 128 || Character.isLetterOrDigit(c)) {
          throw malformed(
              start, "the escape \\" + c, "use \\d, \\w, \\s, their capitals, or punctuation");
        }
        yield single(c);
      }
    };
  }

  private static BitSet single(char c) {
    BitSet set = new BitSet();
    set.set(c);
    return set;
  }

  private static BitSet digits() {
    BitSet set = new BitSet();
    set.set('0', '9' + 1);
    return set;
  }

  private static BitSet word() {
    BitSet set = digits();
    set.set('a', 'z' + 1);
    set.set('A', 'Z' + 1);
    set.set('_');
    return set;
  }

  private static BitSet space() {
    BitSet set = new BitSet();
    set.set(9, 14);
    set.set(' ');
    return set;
  }

  private static BitSet inverted(BitSet set) {
    BitSet other = (BitSet) set.clone();
    other.flip(0, ALL);
    return other;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private boolean next(char c) {
    if (at < pattern.length() && pattern.charAt(at) == c) {
      at++;
      return true;
    }
    return false;
  }

  private IllegalArgumentException malformed(int index, String problem, String remedy) {
    return new IllegalArgumentException(
        "in \"" + pattern + "\" at index " + index + ": " + problem + "; " + remedy);
  }
}
