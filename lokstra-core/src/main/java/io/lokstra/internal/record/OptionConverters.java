package io.lokstra.internal.record;

import io.lokstra.bind.Converter;
import io.lokstra.bind.Converters;
import io.lokstra.bind.Naming;
import java.nio.file.Path;

/**
 * The converters of configuration: those of requests with enums in kebab-case, and besides paths of
 * files and, where a whole number stands, sizes such as {@code 16KiB}. A request has neither.
 */
public final class OptionConverters {
  private OptionConverters() {}

  /** A new set. */
  public static Converters create() {
    Converter<Integer> ints =
        Converter.of(
            "a whole number from -2147483648 to 2147483647, or a size such as 16KiB",
            text ->
                isSize(text)
                    ? Math.toIntExact(UnitText.size(text))
                    : (int) NumberText.whole(text, Integer.MIN_VALUE, Integer.MAX_VALUE));
    Converter<Long> longs =
        Converter.of(
            "a whole number from -9223372036854775808 to 9223372036854775807, or a size such as"
                + " 1MiB",
            text ->
                isSize(text)
                    ? UnitText.size(text)
                    : NumberText.whole(text, Long.MIN_VALUE, Long.MAX_VALUE));
    return Converters.standard(Naming.KEBAB_CASE)
        .with(int.class, ints)
        .with(Integer.class, ints)
        .with(long.class, longs)
        .with(Long.class, longs)
        .with(Path.class, Converter.of("a path of the file system", Path::of));
  }

  private static boolean isSize(String text) {
    return text.endsWith("B");
  }
}
