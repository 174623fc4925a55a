package io.lokstra.internal.bind;

import io.lokstra.bind.Converter;
import io.lokstra.internal.validation.Findings;
import io.lokstra.internal.validation.ValueRules;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Makes a value of the texts a source has under one name; never of none. */
abstract class TextReader {

  /** The value, or {@link Findings#FAILED}. */
  abstract Object read(List<String> texts, Findings findings);

  static Object convert(Converter<?> converter, String text, Findings findings) {
    try {
      return converter.convert(text);
    } catch (RuntimeException refused) {
      findings.unreadable("type", "Must be " + converter.expected() + ".");
      return Findings.FAILED;
    }
  }

  /** Exactly one text. */
  static final class Single extends TextReader {
    private final Converter<?> converter;

    Single(Converter<?> converter) {
      this.converter = converter;
    }

    @Override
    Object read(List<String> texts, Findings findings) {
      if (texts.size() > 1) {
        findings.unreadable(
            "repeated", "Must be given once, but is there " + texts.size() + " times.");
        return Findings.FAILED;
      }
      return convert(converter, texts.get(0), findings);
    }
  }

  /** Any number of texts, and of elements between the commas of each. */
  static final class Many extends TextReader {
    private final Converter<?> converter;
    private final ValueRules element;
    private final boolean commas;
    private final Function<List<@Nullable Object>, Object> finish;

    Many(
        Converter<?> converter,
        ValueRules element,
        boolean commas,
        Function<List<@Nullable Object>, Object> finish) {
      this.converter = converter;
      this.element = element;
      this.commas = commas;
      this.finish = finish;
    }

    @Override
    Object read(List<String> texts, Findings findings) {
      List<@Nullable Object> elements = new ArrayList<>();
      boolean good = true;
      int index = 0;
      for (String text : texts) {
        for (String part : parts(text)) {
          findings.enter(index++);
          Object value = element.accept(convert(converter, part, findings), findings);
          findings.leave();
          good &= !Findings.isFailed(value);
          elements.add(value);
        }
      }
      return good ? finish.apply(elements) : Findings.FAILED;
    }

    private List<String> parts(String text) {
      List<String> parts = new ArrayList<>();
      if (!commas) {
        parts.add(text);
        return parts;
      }
      if (text.isEmpty()) {
        return parts;
      }
      int from = 0;
      for (int comma = text.indexOf(','); comma >= 0; comma = text.indexOf(',', from)) {
        parts.add(text.substring(from, comma).strip());
        from = comma + 1;
      }
      parts.add(text.substring(from).strip());
      return parts;
    }
  }
}
