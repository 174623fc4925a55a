package io.lokstra.config.spi;

import java.util.Optional;

/**
 * One component of a record of options.
 *
 * @param component its name in the record
 * @param name its name in the configuration, in kebab-case; empty for a record whose keys stand
 *     beside this one's ({@link io.lokstra.config.Inline})
 * @param type what it holds
 * @param defaultText its default, read as a source's text would be; empty when it must be given
 * @param minimum smallest number allowed (of a duration: in nanoseconds)
 * @param maximum largest number allowed
 * @param mayBeBlank whether text may be empty or white space
 */
public record OptionsKey(
    String component,
    String name,
    ValueType type,
    Optional<String> defaultText,
    long minimum,
    long maximum,
    boolean mayBeBlank) {

  /** A component that must be given and may hold anything of its type. */
  public static OptionsKey of(String component, String name, ValueType type) {
    return new OptionsKey(
        component, name, type, Optional.empty(), Long.MIN_VALUE, Long.MAX_VALUE, true);
  }

  /** With a default. */
  public OptionsKey byDefault(String text) {
    return new OptionsKey(component, name, type, Optional.of(text), minimum, maximum, mayBeBlank);
  }

  /** Within a range, both ends included. */
  public OptionsKey within(long least, long most) {
    return new OptionsKey(component, name, type, defaultText, least, most, mayBeBlank);
  }

  /** Text that says something. */
  public OptionsKey notBlank() {
    return new OptionsKey(component, name, type, defaultText, minimum, maximum, false);
  }
}
