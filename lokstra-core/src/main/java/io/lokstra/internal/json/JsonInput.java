package io.lokstra.internal.json;

import io.lokstra.internal.validation.Findings;
import io.lokstra.json.JsonException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;

/**
 * Opens documents: UTF-8 without exception, the limits of nesting and numbers, nothing after the
 * value. Thread-safe.
 */
final class JsonInput {
  /** The deepest nesting of a document. */
  static final int MAX_NESTING = 500;

  /** The longest number in characters. */
  static final int MAX_NUMBER = 1_000;

  private static final int LONGEST_REASON = 160;

  // Buffers are recycled by the default pool: the one of thread locals costs 19 KB for each
  // virtual thread, see docs/decisions/json.md.
  private final JsonFactory factory =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_NESTING)
                  .maxNumberLength(MAX_NUMBER)
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNameLength(Integer.MAX_VALUE)
                  .build())
          .build();

  /** The factory, for readers that match names by it. */
  JsonFactory factory() {
    return factory;
  }

  /**
   * Reads the one value a document holds.
   *
   * @param read called with the parser on the value's first token
   * @throws JsonException when the document is not JSON
   */
  @Nullable Object read(
      byte[] document, Findings findings, Function<Reading, @Nullable Object> read) {
    int start = start(document);
    try (JsonParser parser =
        factory.createParser(ObjectReadContext.empty(), document, start, document.length - start)) {
      if (parser.nextToken() == null) {
        throw JsonException.malformed("the document is empty", 1, 1);
      }
      Object value = read.apply(new Reading(this, parser, findings, document, start));
      JsonToken trailing = parser.nextToken();
      if (trailing != null) {
        throw at(parser.currentTokenLocation(), "the document goes on after its value");
      }
      return value;
    } catch (StreamConstraintsException limit) {
      throw at(limit.getLocation(), limitReached(limit));
    } catch (JacksonException malformed) {
      throw at(malformed.getLocation(), reason(malformed.getOriginalMessage()));
    }
  }

  /** Where the text begins, after checking that it is UTF-8. */
  private static int start(byte[] document) {
    boolean mark =
        document.length >= 3
            && document[0] == (byte) 0xEF
            && document[1] == (byte) 0xBB
            && document[2] == (byte) 0xBF;
    int start = mark ? 3 : 0;
    int malformed = Utf8.firstMalformed(document, start);
    for (int i = start; i < start + 4 && i < document.length && malformed < 0; i++) {
      malformed = document[i] == 0 ? i : -1;
    }
    if (malformed >= 0) {
      int line = 1;
      int lineStart = start;
      for (int i = start; i < malformed; i++) {
        if (document[i] == '\n') {
          line++;
          lineStart = i + 1;
        }
      }
      throw JsonException.malformed("it is not UTF-8", line, malformed - lineStart + 1);
    }
    return start;
  }

  private static JsonException at(@Nullable TokenStreamLocation location, String reason) {
    return location == null
        ? JsonException.malformed(reason, 1, 1)
        : JsonException.malformed(
            reason, Math.max(1, location.getLineNr()), Math.max(1, location.getColumnNr()));
  }

  private static String limitReached(StreamConstraintsException limit) {
    String message = String.valueOf(limit.getOriginalMessage());
    if (message.contains("depth")) {
      return "it is nested more than " + MAX_NESTING + " levels deep";
    }
    return message.contains("Number")
        ? "a number has more than " + MAX_NUMBER + " characters"
        : "it exceeds a limit";
  }

  /**
   * The parser's own words, less what they say of the library, cut and without control characters.
   */
  private static String reason(@Nullable String message) {
    String text = message == null ? "it cannot be read" : message;
    int line = text.indexOf('\n');
    String first = line < 0 ? text : text.substring(0, line);
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < first.length() && i < LONGEST_REASON; i++) {
      char c = first.charAt(i);
      out.append(c >= ' ' && c < 127 ? c : '?');
    }
    return out.append(first.length() > LONGEST_REASON ? "…" : "").toString();
  }
}
