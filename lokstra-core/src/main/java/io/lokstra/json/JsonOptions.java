package io.lokstra.json;

import io.lokstra.bind.Naming;
import io.lokstra.config.Default;
import io.lokstra.config.Options;

/**
 * How JSON is read and written; the keys under {@code json}.
 *
 * @param naming how components and constants are spelt; {@code snake-case} also holds for the query
 *     and for meta
 * @param dates how points in time are written and read
 * @param unknownProperties what to do with a property the type does not have: a misspelt optional
 *     field would otherwise be lost without a word
 * @param duplicateKeys what to do with an object that has a key twice: two parsers that disagree
 *     about it are a way around checks
 * @param nulls what to do with an empty {@code Optional} and with null
 */
@Options
public record JsonOptions(
    @Default("snake-case") Naming naming,
    @Default("iso") Dates dates,
    @Default("reject") UnknownProperties unknownProperties,
    @Default("reject") DuplicateKeys duplicateKeys,
    @Default("write") Nulls nulls) {

  /** How points in time look. */
  public enum Dates {
    /** ISO 8601 text: {@code "2026-01-31T14:30:00Z"}. */
    ISO,
    /**
     * {@code Instant}, {@code OffsetDateTime} and {@code ZonedDateTime} as milliseconds since 1970
     * in UTC; all other types as ISO 8601 text.
     */
    EPOCH_MILLIS
  }

  /** What becomes of a property nobody asked for. */
  public enum UnknownProperties {
    /** A field error that names it. */
    REJECT,
    /** Nothing. */
    IGNORE
  }

  /** What becomes of a key that an object has twice. */
  public enum DuplicateKeys {
    /** 400 with the key named. */
    REJECT,
    /** The last one counts. */
    LAST
  }

  /** What becomes of a component without a value. */
  public enum Nulls {
    /** It is written as null, so that objects of one type always have the same keys. */
    WRITE,
    /** It is left out. */
    OMIT
  }

  /** The defaults. */
  public static JsonOptions defaults() {
    return new JsonOptions(
        Naming.SNAKE_CASE, Dates.ISO, UnknownProperties.REJECT, DuplicateKeys.REJECT, Nulls.WRITE);
  }

  /** These options with another naming. */
  public JsonOptions withNaming(Naming other) {
    return new JsonOptions(other, dates, unknownProperties, duplicateKeys, nulls);
  }

  /** These options with points in time written otherwise. */
  public JsonOptions withDates(Dates other) {
    return new JsonOptions(naming, other, unknownProperties, duplicateKeys, nulls);
  }

  /** These options with another way with unknown properties. */
  public JsonOptions withUnknownProperties(UnknownProperties other) {
    return new JsonOptions(naming, dates, other, duplicateKeys, nulls);
  }

  /** These options with another way with duplicate keys. */
  public JsonOptions withDuplicateKeys(DuplicateKeys other) {
    return new JsonOptions(naming, dates, unknownProperties, other, nulls);
  }

  /** These options with another way with nulls. */
  public JsonOptions withNulls(Nulls other) {
    return new JsonOptions(naming, dates, unknownProperties, duplicateKeys, other);
  }
}
