package io.lokstra.internal.json;

import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JsonToken;

/**
 * Reads an object into the record that its discriminator names. Where that is not the first
 * property it is looked for ahead, within bounds.
 */
final class SealedReader extends ValueReader {
  private final String property;
  private final Map<String, RecordReader> records;

  SealedReader(String property, Map<String, RecordReader> records) {
    this.property = property;
    this.records = records;
  }

  @Override
  Object read(Reading in) {
    if (in.parser.currentToken() != JsonToken.START_OBJECT) {
      return in.mismatch("an object");
    }
    int offset = in.offset();
    String first = in.parser.nextName();
    Optional<String> name = first == null ? Optional.empty() : in.lookAhead(offset, property);
    RecordReader record = name.map(records::get).orElse(null);
    if (record != null) {
      return record.readProperties(in);
    }
    in.findings.enter(property);
    Object failed = in.unfit("one of " + String.join(", ", records.keySet()));
    in.findings.leave();
    while (in.parser.currentToken() != JsonToken.END_OBJECT) {
      in.parser.nextToken();
      in.parser.skipChildren();
      in.parser.nextToken();
    }
    return failed;
  }
}
