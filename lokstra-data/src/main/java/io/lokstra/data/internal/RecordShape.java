package io.lokstra.data.internal;

import io.lokstra.data.DbException;
import java.lang.annotation.Annotation;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a record is taken apart and put together: looked up once per type.
 *
 * @param type the record
 * @param components in order
 * @param constructor takes all components as an {@code Object[]}
 */
public record RecordShape(Class<?> type, List<Component> components, MethodHandle constructor) {

  /**
   * One component.
   *
   * @param name as in Java: {@code dueDate}
   * @param key in lower case without underscores, as which name and column are compared
   * @param column as in SQL: {@code due_date}
   * @param type with its type arguments
   * @param nullable whether null is a value of it
   * @param optional whether it is an {@link Optional}
   * @param accessor from {@code Object} to {@code Object}
   */
  public record Component(
      String name,
      String key,
      String column,
      Type type,
      boolean nullable,
      boolean optional,
      MethodHandle accessor) {}

  private static final ClassValue<RecordShape> SHAPES =
      new ClassValue<>() {
        @Override
        protected RecordShape computeValue(Class<?> type) {
          return look(type);
        }
      };

  /** The shape of {@code type}, which is a record. */
  public static RecordShape of(Class<?> type) {
    return SHAPES.get(type);
  }

  /** A name in the form in which names are compared. */
  static String key(String name) {
    return name.replace("_", "").toLowerCase(Locale.ROOT);
  }

  private static RecordShape look(Class<?> type) {
    RecordComponent[] components = type.getRecordComponents();
    if (components == null) {
      throw new DbException(type.getName() + " is no record");
    }
    try {
      MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(type, MethodHandles.lookup());
      Class<?>[] types =
          Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
      MethodHandle constructor =
          lookup
              .findConstructor(type, MethodType.methodType(void.class, types))
              .asType(MethodType.genericMethodType(types.length))
              .asSpreader(Object[].class, types.length);
      Component[] all = new Component[components.length];
      for (int i = 0; i < all.length; i++) {
        all[i] = component(lookup, components[i]);
      }
      return new RecordShape(type, List.of(all), constructor);
    } catch (IllegalAccessException | NoSuchMethodException e) {
      DbException failure =
          new DbException(
              "the record "
                  + type.getName()
                  + " cannot be read; add to the module-info.java of "
                  + type.getModule().getName()
                  + ":  opens "
                  + type.getPackageName()
                  + " to io.lokstra.data;");
      failure.initCause(e);
      throw failure;
    }
  }

  private static Component component(MethodHandles.Lookup lookup, RecordComponent component)
      throws IllegalAccessException {
    MethodHandle accessor =
        lookup
            .unreflect(component.getAccessor())
            .asType(MethodType.methodType(Object.class, Object.class));
    return new Component(
        component.getName(),
        key(component.getName()),
        column(component.getName()),
        component.getGenericType(),
        nullable(component),
        component.getType() == Optional.class,
        accessor);
  }

  private static boolean nullable(RecordComponent component) {
    return named(component.getAnnotatedType().getAnnotations())
        || named(component.getAnnotations());
  }

  private static boolean named(Annotation[] annotations) {
    for (Annotation annotation : annotations) {
      if (annotation.annotationType().getSimpleName().equals("Nullable")) {
        return true;
      }
    }
    return false;
  }

  private static String column(String name) {
    StringBuilder column = new StringBuilder(name.length() + 4);
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (Character.isUpperCase(c) && i > 0) {
        column.append('_');
      }
      column.append(Character.toLowerCase(c));
    }
    return column.toString();
  }

  /** The component called {@code name}, as in Java or as in SQL. */
  Optional<Component> component(String name) {
    for (Component component : components) {
      if (component.name().equals(name) || component.column().equals(name)) {
        return Optional.of(component);
      }
    }
    return Optional.empty();
  }

  /** The value of one component. */
  static @Nullable Object value(Component component, Object of) {
    try {
      return component.accessor().invokeExact(of);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new DbException("the accessor " + component.name() + " failed", "", e);
    }
  }

  /** A record of these components. */
  Object create(@Nullable Object[] values) {
    try {
      return constructor.invoke(values);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new DbException("the constructor of " + type.getName() + " failed", "", e);
    }
  }
}
