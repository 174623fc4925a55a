package io.lokstra.internal.json;

import io.lokstra.internal.validation.Findings;
import io.lokstra.internal.validation.RecordRules;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonToken;

/** Reads an object into a record. */
final class RecordReader extends ValueReader {
  private final RecordRules rules;
  // Set once, directly after this was made: a record may contain itself.
  private @Nullable Properties properties;

  RecordReader(RecordRules rules) {
    this.rules = rules;
  }

  void complete(Properties all) {
    this.properties = all;
  }

  @Override
  Object read(Reading in) {
    if (in.parser.currentToken() != JsonToken.START_OBJECT) {
      return in.mismatch("an object");
    }
    return readProperties(in);
  }

  /** Reads on from the start of the object, or from its first property's name. */
  Object readProperties(Reading in) {
    Properties all = properties;
    if (all == null) {
      throw new IllegalStateException("read before it was complete");
    }
    @Nullable Object[] values = new @Nullable Object[rules.size()];
    return all.read(in, values) ? rules.create(values, in.findings) : Findings.FAILED;
  }
}
