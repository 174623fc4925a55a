package io.lokstra.internal.json;

import io.lokstra.internal.validation.Findings;
import io.lokstra.internal.validation.ValueRules;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonToken;

/**
 * A place for a value: what reads it, and what holds for it.
 *
 * @param reader reads what was given
 * @param rules says what holds when it was, and when it was not
 */
record Slot(ValueReader reader, ValueRules rules) {

  /** The value, or {@link Findings#FAILED}. */
  @Nullable Object read(Reading in) {
    if (in.parser.currentToken() == JsonToken.VALUE_NULL && !reader.readsNull()) {
      return rules.missing(in.findings);
    }
    Object value = reader.read(in);
    return value == null ? null : rules.accept(value, in.findings);
  }
}
