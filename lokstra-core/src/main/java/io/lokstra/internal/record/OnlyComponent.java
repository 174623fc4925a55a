package io.lokstra.internal.record;

import io.lokstra.bind.Converter;
import java.util.Optional;

/** The component of a record that has one: its text stands for the record's. */
public final class OnlyComponent {
  private OnlyComponent() {}

  /** The component; empty for a record of more, and for what is no record. */
  static Optional<ComponentShape> of(Class<?> type) {
    return type.isRecord() && type.getRecordComponents().length == 1
        ? Optional.of(RecordShape.of(TypeShape.of(type)).components().get(0))
        : Optional.empty();
  }

  /**
   * {@code converter}, which writes a record of one component as that component where it does not
   * say itself how: a record's own {@code toString} has a name and brackets around it.
   */
  public static <T> Converter<T> completed(Class<?> type, Converter<T> converter) {
    Optional<ComponentShape> only = of(type);
    if (only.isEmpty() || writesItself(converter)) {
      return converter;
    }
    return new Converter<>() {
      @Override
      public T convert(String text) {
        return converter.convert(text);
      }

      @Override
      public String expected() {
        return converter.expected();
      }

      @Override
      public String write(T value) {
        return String.valueOf(only.get().read(value));
      }
    };
  }

  private static boolean writesItself(Converter<?> converter) {
    try {
      Class<?> owner = converter.getClass().getMethod("write", Object.class).getDeclaringClass();
      return owner != Converter.class;
    } catch (NoSuchMethodException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
