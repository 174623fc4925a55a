package io.lokstra.redis;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * What Redis answered. Which form a command's answer has its documentation says; the accessors here
 * convert between number and text, and refuse what is neither.
 */
public sealed interface RedisReply {

  /** There is nothing: no such key. */
  record Nil() implements RedisReply {
    static final Nil INSTANCE = new Nil();
  }

  /** A whole number; a boolean is 1 or 0. */
  record Whole(long value) implements RedisReply {}

  /** Bytes: a value, a status such as {@code OK}, a number with a fraction. */
  record Bytes(byte[] value) implements RedisReply {
    @Override
    public String toString() {
      return "Bytes[" + value.length + "]";
    }
  }

  /** Several replies. */
  record Several(List<RedisReply> replies) implements RedisReply {}

  /** An error, as one of several replies. */
  record Failed(RedisException error) implements RedisReply {}

  /** Whether there is nothing. */
  default boolean isNil() {
    return this instanceof Nil;
  }

  /**
   * The number it is, or is the text of.
   *
   * @throws IllegalStateException when it is neither
   * @throws RedisException when it is an error
   */
  default long asLong() {
    return switch (this) {
      case Whole(long value) -> value;
      case Bytes bytes -> {
        try {
          yield Long.parseLong(bytes.asText());
        } catch (NumberFormatException e) {
          throw new IllegalStateException("Redis answered text where a number was expected", e);
        }
      }
      default -> throw unexpected("a number");
    };
  }

  /**
   * The bytes it is; a number in decimal.
   *
   * @throws IllegalStateException when it is nothing, or several replies
   * @throws RedisException when it is an error
   */
  default byte[] asBytes() {
    return switch (this) {
      case Bytes(byte[] value) -> value;
      case Whole(long value) -> Long.toString(value).getBytes(StandardCharsets.US_ASCII);
      default -> throw unexpected("bytes");
    };
  }

  /** The text it is, read as UTF-8; see {@link #asBytes}. */
  default String asText() {
    return new String(asBytes(), StandardCharsets.UTF_8);
  }

  /** The bytes it is, or empty where there is nothing; see {@link #asBytes}. */
  default Optional<byte[]> bytes() {
    return isNil() ? Optional.empty() : Optional.of(asBytes());
  }

  /**
   * The replies it consists of; none where there is nothing.
   *
   * @throws IllegalStateException when it is one value
   * @throws RedisException when it is an error
   */
  default List<RedisReply> asList() {
    return switch (this) {
      case Several(List<RedisReply> replies) -> replies;
      case Nil _ -> List.of();
      default -> throw unexpected("several replies");
    };
  }

  private RuntimeException unexpected(String expected) {
    return this instanceof Failed(RedisException error)
        ? error
        : new IllegalStateException(
            "Redis answered " + this + " where " + expected + " was expected");
  }
}
