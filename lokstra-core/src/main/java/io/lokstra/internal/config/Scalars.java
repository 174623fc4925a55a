package io.lokstra.internal.config;

import io.lokstra.bind.Naming;
import io.lokstra.config.Secret;
import io.lokstra.config.spi.OptionsKey;
import io.lokstra.config.spi.ValueType;
import io.lokstra.engine.ListenAddress;
import io.lokstra.internal.record.DurationText;
import io.lokstra.internal.record.NumberText;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Text to single values, and the ranges they must be in. */
final class Scalars {

  private @Nullable RarerScalars rarer;

  /** The value of {@code text}. */
  Object convert(ValueType.Scalar scalar, String text) throws UnreadableException {
    Class<?> type = scalar.type();
    if (type == String.class) {
      return text;
    }
    if (type == Secret.class) {
      return Secret.of(text);
    }
    if (type == int.class || type == Integer.class) {
      return (int) whole(scalar, text, Integer.MIN_VALUE, Integer.MAX_VALUE);
    }
    if (type == long.class || type == Long.class) {
      return whole(scalar, text, Long.MIN_VALUE, Long.MAX_VALUE);
    }
    if (type == Duration.class) {
      return duration(text);
    }
    if (type == boolean.class || type == Boolean.class) {
      return truth(text);
    }
    return type == ListenAddress.class ? address(text) : rarer().convert(type, text);
  }

  /** The constant that {@code text} names. */
  static Object choose(ValueType.Choice choice, String text) throws UnreadableException {
    StringBuilder expected = new StringBuilder("one of ");
    for (Enum<?> constant : choice.constants()) {
      String name = name(constant);
      if (name.equals(text)) {
        return constant;
      }
      expected.append(expected.length() > 7 ? ", " : "").append(name);
    }
    throw new UnreadableException(expected.toString());
  }

  /** A constant as the configuration spells it. */
  static String name(Enum<?> constant) {
    return Naming.KEBAB_CASE.of(constant.name());
  }

  /** What {@code value} should have been; null when it is allowed. */
  static @Nullable String violation(OptionsKey key, ValueType type, Object value) {
    if (value instanceof Number number) {
      boolean within =
          number.doubleValue() >= key.minimum() && number.doubleValue() <= key.maximum();
      if (value instanceof Long || value instanceof Integer) {
        within = number.longValue() >= key.minimum() && number.longValue() <= key.maximum();
      }
      return within ? null : range(key, type instanceof ValueType.Scalar s && s.byteSize());
    }
    if (value instanceof Duration duration) {
      return duration.toNanos() >= key.minimum() ? null : "more than 0s";
    }
    if (!key.mayBeBlank()) {
      String text = value instanceof Secret secret ? secret.reveal() : value.toString();
      return text.isBlank() ? "text that is not blank" : null;
    }
    return null;
  }

  /** The range of {@code key} in words; empty when it has none. */
  static String range(OptionsKey key, boolean byteSize) {
    String least = byteSize ? ByteSizeText.format(key.minimum()) : Long.toString(key.minimum());
    String most = byteSize ? ByteSizeText.format(key.maximum()) : Long.toString(key.maximum());
    if (key.minimum() == Long.MIN_VALUE) {
      return key.maximum() == Long.MAX_VALUE ? "" : "at most " + most;
    }
    return key.maximum() == Long.MAX_VALUE ? least + " or more" : "from " + least + " to " + most;
  }

  private static long whole(ValueType.Scalar scalar, String text, long least, long most)
      throws UnreadableException {
    if (scalar.byteSize()) {
      return ByteSizeText.parse(text, most);
    }
    try {
      return NumberText.whole(text, least, most);
    } catch (RuntimeException malformed) {
      // said below
    }
    throw new UnreadableException("a whole number from " + least + " to " + most);
  }

  /** Of {@link Long#MAX_VALUE} nanoseconds, some 292 years, at the most. */
  private static Duration duration(String text) throws UnreadableException {
    try {
      Duration duration = DurationText.parse(text);
      // One spelling for each value: the ISO 8601 form is for requests, whose senders are programs.
      if (Character.isDigit(text.charAt(0)) && duration.toNanos() >= 0) {
        return duration;
      }
    } catch (RuntimeException malformed) {
      // said below
    }
    throw new UnreadableException("a duration such as 10s, 1h30m or 250ms");
  }

  private static ListenAddress address(String text) throws UnreadableException {
    try {
      return ListenAddress.parse(text);
    } catch (IllegalArgumentException malformed) {
      throw new UnreadableException(
          "an address such as :8080, host:8080, [::1]:8080 or unix:/run/app.sock");
    }
  }

  private static boolean truth(String text) throws UnreadableException {
    if (text.equals("true") || text.equals("false")) {
      return text.equals("true");
    }
    throw new UnreadableException("true or false");
  }

  /** Whether text can be converted to {@code type}, which is no enum. */
  boolean isScalar(Class<?> type) {
    return type == String.class
        || type == Secret.class
        || type == Duration.class
        || type == ListenAddress.class
        || rarer().find(type).isPresent();
  }

  private RarerScalars rarer() {
    RarerScalars scalars = rarer;
    if (scalars == null) {
      scalars = new RarerScalars();
      rarer = scalars;
    }
    return scalars;
  }
}
