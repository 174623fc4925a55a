package io.lokstra.http;

import io.lokstra.config.ConfigValue;
import io.lokstra.config.Origin;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The options a program gives to a {@link RegisteredMiddleware}, as a source of configuration. */
final class RegisteredOptions {
  private final Origin origin;

  private RegisteredOptions(String place) {
    this.origin = new Origin.Code(place);
  }

  /**
   * {@code middleware: {<name>: {…}}}.
   *
   * @throws IllegalArgumentException for a value that is neither text, number, boolean, enum,
   *     duration, list nor map
   */
  static ConfigValue.Mapping tree(RegisteredMiddleware reference) {
    RegisteredOptions values = new RegisteredOptions(reference.origin());
    return values.mapping(Map.of("middleware", Map.of(reference.type(), reference.options())));
  }

  private ConfigValue.Mapping mapping(Map<?, ?> map) {
    Map<String, ConfigValue.Entry> entries = new LinkedHashMap<>();
    map.forEach(
        (key, value) -> entries.put(key.toString(), new ConfigValue.Entry(origin, value(value))));
    return new ConfigValue.Mapping(entries, origin);
  }

  private ConfigValue value(Object value) {
    return switch (value) {
      case Map<?, ?> map -> mapping(map);
      case Collection<?> list -> sequence(list);
      case CharSequence text -> scalar(text);
      case Number number -> scalar(number);
      case Boolean truth -> scalar(truth);
      case Duration time -> scalar(text(time));
      case Enum<?> constant -> scalar(constant.name().toLowerCase(Locale.ROOT).replace('_', '-'));
      default ->
          throw new IllegalArgumentException(
              "an option is a "
                  + value.getClass().getName()
                  + "; expected text, a number, a boolean, a duration, an enum, a list or a map");
    };
  }

  /** As configuration writes it: {@code 1s500000000ns}. */
  private static String text(Duration time) {
    Duration size = time.abs();
    return (time.isNegative() ? "-" : "") + size.toSeconds() + "s" + size.toNanosPart() + "ns";
  }

  private ConfigValue.Sequence sequence(Collection<?> list) {
    List<ConfigValue> items = new ArrayList<>(list.size());
    list.forEach(item -> items.add(value(item)));
    return new ConfigValue.Sequence(items, origin);
  }

  private ConfigValue.Scalar scalar(Object value) {
    return new ConfigValue.Scalar(value.toString(), origin);
  }
}
