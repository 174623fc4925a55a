package io.lokstra.internal.json;

import io.lokstra.internal.validation.Findings;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;

/** One reading of one document: where it is, and what was found. For one thread. */
final class Reading {
  /** How many times its own length a document may be looked ahead in, all in all. */
  private static final int LOOKAHEAD_FACTOR = 8;

  private static final int LOOKAHEAD_BASE = 64 * 1024;

  final JsonParser parser;
  final Findings findings;
  private final JsonInput input;
  private final byte[] document;
  private final int start;
  private long lookahead;

  Reading(JsonInput input, JsonParser parser, Findings findings, byte[] document, int start) {
    this.input = input;
    this.parser = parser;
    this.findings = findings;
    this.document = document;
    this.start = start;
    this.lookahead = LOOKAHEAD_BASE + (long) LOOKAHEAD_FACTOR * document.length;
  }

  /** What opens documents. */
  JsonInput input() {
    return input;
  }

  /** Reports a value of the wrong kind, steps over it, and returns {@link Findings#FAILED}. */
  Object mismatch(String expected) {
    findings.unreadable("type", "Must be " + expected + ", but is " + kind() + ".");
    parser.skipChildren();
    return Findings.FAILED;
  }

  private String kind() {
    return switch (parser.currentToken()) {
      case START_OBJECT -> "an object";
      case START_ARRAY -> "a list";
      case VALUE_STRING -> "text";
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
      case VALUE_TRUE, VALUE_FALSE -> "true or false";
      default -> "null";
    };
  }

  /** Reports text or a number that stands for no value. */
  Object unfit(String expected) {
    findings.unreadable("type", "Must be " + expected + ".");
    return Findings.FAILED;
  }

  /** Reports the key the reading is in as given twice. */
  void duplicate() {
    findings.unreadable("duplicate", "Is given more than once.");
  }

  /**
   * Steps over a value, on whose first token the parser is, still refusing duplicate keys in it.
   */
  void skip(boolean duplicates) {
    JsonToken token = parser.currentToken();
    if (duplicates) {
      parser.skipChildren();
    } else if (token == JsonToken.START_OBJECT) {
      Set<String> names = new HashSet<>();
      for (String name = parser.nextName(); name != null; name = parser.nextName()) {
        findings.enter(name);
        if (!names.add(name)) {
          duplicate();
        }
        parser.nextToken();
        skip(false);
        findings.leave();
      }
    } else if (token == JsonToken.START_ARRAY) {
      for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
        findings.enter(i);
        skip(false);
        findings.leave();
      }
    }
  }

  /** Where in the document the current token begins. */
  int offset() {
    return start + (int) parser.currentTokenLocation().getByteOffset();
  }

  /**
   * The text of a property of the object at {@code offset}, found without moving the parser; empty
   * when there is no such text, or the document was looked ahead in too often.
   */
  Optional<String> lookAhead(int offset, String property) {
    if (lookahead <= 0) {
      return Optional.empty();
    }
    try (JsonParser ahead =
        input
            .factory()
            .createParser(ObjectReadContext.empty(), document, offset, document.length - offset)) {
      ahead.nextToken();
      Optional<String> found = Optional.empty();
      for (String name = ahead.nextName();
          name != null && found.isEmpty();
          name = ahead.nextName()) {
        JsonToken token = ahead.nextToken();
        if (name.equals(property) && token == JsonToken.VALUE_STRING) {
          found = Optional.of(ahead.getString());
        }
        ahead.skipChildren();
      }
      lookahead -= ahead.currentLocation().getByteOffset();
      return found;
    }
  }
}
