package io.lokstra.internal.json;

import io.lokstra.bind.Converter;
import io.lokstra.internal.record.NumberText;
import java.lang.invoke.MethodType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonParser.NumberType;
import tools.jackson.core.JsonToken;

/** Reads text, numbers, booleans, and whatever a converter makes of text. */
final class ScalarReaders {
  private ScalarReaders() {}

  /** The reader for a type whose form in JSON is no text; empty for any other. */
  static Optional<ValueReader> find(Class<?> type) {
    Class<?> box = MethodType.methodType(type).wrap().returnType();
    if (box == String.class) {
      return Optional.of(new Text());
    }
    if (box == Boolean.class) {
      return Optional.of(new Bool());
    }
    if (box == Integer.class) {
      return Optional.of(
          new Whole(Integer.MIN_VALUE, Integer.MAX_VALUE, number -> (int) (long) number));
    }
    if (box == Long.class) {
      return Optional.of(new Whole(Long.MIN_VALUE, Long.MAX_VALUE, number -> number));
    }
    if (box == Short.class) {
      return Optional.of(
          new Whole(Short.MIN_VALUE, Short.MAX_VALUE, number -> (short) (long) number));
    }
    if (box == Byte.class) {
      return Optional.of(new Whole(Byte.MIN_VALUE, Byte.MAX_VALUE, number -> (byte) (long) number));
    }
    if (box == byte[].class) {
      return Optional.of(
          new Converted(Converter.of("Base64 text", text -> Base64.getDecoder().decode(text))));
    }
    return decimal(box);
  }

  private static Optional<ValueReader> decimal(Class<?> box) {
    if (box == Double.class) {
      return Optional.of(new Decimal("a number", false, in -> finite(in.getDoubleValue())));
    }
    if (box == Float.class) {
      return Optional.of(new Decimal("a number", false, in -> (float) finite(in.getFloatValue())));
    }
    if (box == BigDecimal.class) {
      return Optional.of(
          new Decimal(
              "a number of at most 1,000 digits",
              false,
              in -> NumberText.bounded(in.getDecimalValue())));
    }
    if (box == BigInteger.class) {
      return Optional.of(new Decimal("a whole number", true, JsonParser::getBigIntegerValue));
    }
    return Optional.empty();
  }

  /** What a converter makes of text. */
  static ValueReader of(Converter<?> converter) {
    return new Converted(converter);
  }

  /** A point in time from milliseconds since 1970. */
  static Optional<ValueReader> epochMillis(Class<?> type) {
    if (type == Instant.class) {
      return millis(instant -> instant);
    }
    if (type == OffsetDateTime.class) {
      return millis(instant -> instant.atOffset(ZoneOffset.UTC));
    }
    return type == ZonedDateTime.class
        ? millis(instant -> instant.atZone(ZoneOffset.UTC))
        : Optional.empty();
  }

  private static Optional<ValueReader> millis(Function<Instant, Object> conversion) {
    return Optional.of(
        new Whole(
            Long.MIN_VALUE,
            Long.MAX_VALUE,
            number -> conversion.apply(Instant.ofEpochMilli(number))));
  }

  private static double finite(double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException();
    }
    return value;
  }

  private static final class Text extends ValueReader {
    @Override
    Object read(Reading in) {
      return in.parser.currentToken() == JsonToken.VALUE_STRING
          ? in.parser.getString()
          : in.mismatch("text");
    }
  }

  private static final class Bool extends ValueReader {
    @Override
    Object read(Reading in) {
      return switch (in.parser.currentToken()) {
        case VALUE_TRUE -> true;
        case VALUE_FALSE -> false;
        default -> in.mismatch("true or false");
      };
    }
  }

  private static final class Whole extends ValueReader {
    private final long min;
    private final long max;
    private final Function<Long, Object> narrow;
    private final String expected;

    Whole(long min, long max, Function<Long, Object> narrow) {
      this.min = min;
      this.max = max;
      this.narrow = narrow;
      this.expected = "a whole number from " + min + " to " + max;
    }

    @Override
    Object read(Reading in) {
      JsonToken token = in.parser.currentToken();
      if (token != JsonToken.VALUE_NUMBER_INT) {
        return token == JsonToken.VALUE_NUMBER_FLOAT ? in.unfit(expected) : in.mismatch(expected);
      }
      if (in.parser.getNumberType() == NumberType.BIG_INTEGER) {
        return in.unfit(expected);
      }
      long value = in.parser.getLongValue();
      if (value < min || value > max) {
        return in.unfit(expected);
      }
      try {
        return narrow.apply(value);
      } catch (DateTimeException outOfRange) {
        return in.unfit(expected);
      }
    }
  }

  private static final class Decimal extends ValueReader {
    private final String expected;
    private final boolean whole;
    private final Function<JsonParser, Object> read;

    Decimal(String expected, boolean whole, Function<JsonParser, Object> read) {
      this.expected = expected;
      this.whole = whole;
      this.read = read;
    }

    @Override
    Object read(Reading in) {
      JsonToken token = in.parser.currentToken();
      if (token != JsonToken.VALUE_NUMBER_INT && token != JsonToken.VALUE_NUMBER_FLOAT) {
        return in.mismatch(expected);
      }
      if (whole && token == JsonToken.VALUE_NUMBER_FLOAT) {
        return in.unfit(expected);
      }
      try {
        return read.apply(in.parser);
      } catch (IllegalArgumentException | ArithmeticException outOfRange) {
        return in.unfit(expected);
      } catch (tools.jackson.core.JacksonException outOfRange) {
        return in.unfit(expected);
      }
    }
  }

  private static final class Converted extends ValueReader {
    private final Converter<?> converter;

    Converted(Converter<?> converter) {
      this.converter = converter;
    }

    @Override
    Object read(Reading in) {
      if (in.parser.currentToken() != JsonToken.VALUE_STRING) {
        return in.mismatch(converter.expected());
      }
      String text = in.parser.getString();
      try {
        return converter.convert(text);
      } catch (RuntimeException refused) {
        return in.unfit(converter.expected());
      }
    }
  }
}
