package io.lokstra.internal.config;

import io.lokstra.bind.Converter;
import io.lokstra.bind.Converters;
import io.lokstra.bind.Naming;
import java.nio.file.Path;
import java.util.Optional;

/** Paths, and whatever else a request's text is converted to: a set that costs a start some. */
final class RarerScalars {

  private final Converters converters =
      Converters.standard(Naming.KEBAB_CASE)
          .with(Path.class, Converter.of("a path of this file system", Path::of));

  /** The value of {@code text}. */
  Object convert(Class<?> type, String text) throws UnreadableException {
    Converter<?> converter =
        find(type)
            .orElseThrow(() ->
                new IllegalArgumentException(
                    "an option cannot be a "
                        + type.getName()
                        + ": give it a public static method parse(String) that returns it"));
    try {
      if (!text.isEmpty()) {
        return converter.convert(text);
      }
    } catch (RuntimeException malformed) {
      // said below
    }
    throw new UnreadableException(converter.expected() + (text.isEmpty() ? ", not nothing" : ""));
  }

  /** The converter to {@code type}; empty when there is none. */
  Optional<? extends Converter<?>> find(Class<?> type) {
    return converters.find(type);
  }
}
