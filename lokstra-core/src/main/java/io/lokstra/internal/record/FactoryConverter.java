package io.lokstra.internal.record;

import io.lokstra.bind.Converter;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Optional;

/** A type's own static factory from text. */
public final class FactoryConverter implements Converter<Object> {
  private static final List<String> NAMES = List.of("parse", "of", "valueOf", "fromString");

  private final MethodHandle factory;
  private final Optional<ComponentShape> only;
  private final String expected;

  private FactoryConverter(MethodHandle factory, Optional<ComponentShape> only, String expected) {
    this.factory = factory;
    this.only = only;
    this.expected = expected;
  }

  /**
   * The converter by the factory {@code type} declares; empty when it declares none, or is one of
   * the JDK's.
   *
   * @throws InaccessibleTypeException when there is one in a package that is not open
   */
  public static Optional<Converter<?>> find(Class<?> type) {
    if (type.isPrimitive() || type.isArray() || type.getModule() == Object.class.getModule()) {
      return Optional.empty();
    }
    for (String name : type.isRecord() ? NAMES.subList(0, 1) : NAMES) {
      for (Class<?> parameter : List.of(String.class, CharSequence.class)) {
        Optional<Method> method = declared(type, name, parameter);
        if (method.isPresent()) {
          MethodHandle handle =
              TypeAccess.method(method.get())
                  .asType(MethodType.methodType(Object.class, String.class));
          return Optional.of(
              new FactoryConverter(
                  handle,
                  OnlyComponent.of(type),
                  "text that stands for a value of " + type.getSimpleName()));
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<Method> declared(Class<?> type, String name, Class<?> parameter) {
    try {
      Method method = type.getDeclaredMethod(name, parameter);
      int wanted = Modifier.PUBLIC | Modifier.STATIC;
      return (method.getModifiers() & wanted) == wanted && method.getReturnType() == type
          ? Optional.of(method)
          : Optional.empty();
    } catch (NoSuchMethodException none) {
      return Optional.empty();
    }
  }

  @Override
  public Object convert(String text) {
    Object value;
    try {
      value = (Object) factory.invokeExact(text);
    } catch (RuntimeException | Error failure) {
      throw failure;
    } catch (Throwable failure) {
      throw new IllegalArgumentException(failure);
    }
    if (value == null) {
      throw new IllegalArgumentException();
    }
    return value;
  }

  @Override
  public String write(Object value) {
    return String.valueOf(only.isPresent() ? only.get().read(value) : value);
  }

  @Override
  public String expected() {
    return expected;
  }
}
