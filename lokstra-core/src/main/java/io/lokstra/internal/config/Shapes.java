package io.lokstra.internal.config;

import io.lokstra.config.spi.OptionsShape;
import java.lang.reflect.Constructor;
import java.lang.reflect.InaccessibleObjectException;
import java.util.HashMap;
import java.util.Map;

/** Finds how a record is read: by the class written at build time, else by reflection. */
final class Shapes {

  private final Scalars scalars = new Scalars();
  private final Map<Class<?>, OptionsShape<?>> found = new HashMap<>();

  /** The conversions of single values. */
  Scalars scalars() {
    return scalars;
  }

  /** The shape of {@code type}. */
  @SuppressWarnings("unchecked") // under a class the map holds its own shape only
  <T extends Record> OptionsShape<T> of(Class<T> type) {
    OptionsShape<?> shape = found.get(type);
    if (shape == null) {
      shape = find(type);
      found.put(type, shape);
    }
    return (OptionsShape<T>) shape;
  }

  private OptionsShape<?> find(Class<? extends Record> type) {
    try {
      Class<?> written = Class.forName(writtenName(type), true, type.getClassLoader());
      Constructor<?> constructor = written.getDeclaredConstructor();
      constructor.setAccessible(true);
      return (OptionsShape<?>) constructor.newInstance();
    } catch (ClassNotFoundException notWritten) {
      return ReflectiveShape.of(type, scalars);
    } catch (ReflectiveOperationException | InaccessibleObjectException e) {
      throw new IllegalStateException(
          writtenName(type)
              + " cannot be reached; add this line to its module-info.java: opens "
              + type.getPackageName()
              + " to io.lokstra.core;",
          e);
    }
  }

  /** {@code shop.Orders.Config} has its shape in {@code shop.Orders_Config_Shape}. */
  private static String writtenName(Class<?> type) {
    return type.getName().replace('$', '_').concat(OptionsShape.SUFFIX);
  }
}
