package io.lokstra.internal.record;

import java.lang.annotation.Annotation;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A method of a record that is no accessor and takes nothing.
 *
 * @param property its name without {@code is} or {@code get}
 * @param returnType what it returns
 * @param annotations all that is written before it
 * @param handle calls it: {@code (Object) Object}
 */
public record MethodShape(
    String property, Class<?> returnType, List<Annotation> annotations, MethodHandle handle) {

  /** The methods of {@code type} whose annotations {@code wanted} wants, by name. */
  public static List<MethodShape> annotated(Class<?> type, Predicate<List<Annotation>> wanted) {
    List<MethodShape> found = new ArrayList<>();
    Method[] methods = type.getDeclaredMethods();
    Arrays.sort(methods, Comparator.comparing(Method::getName));
    for (Method method : methods) {
      Set<Annotation> all = new LinkedHashSet<>(Arrays.asList(method.getAnnotations()));
      all.addAll(Arrays.asList(method.getAnnotatedReturnType().getAnnotations()));
      List<Annotation> annotations = List.copyOf(all);
      boolean plain = method.getParameterCount() == 0 && !Modifier.isStatic(method.getModifiers());
      if (plain && !isAccessor(type, method) && wanted.test(annotations)) {
        MethodHandle handle =
            TypeAccess.method(method).asType(MethodType.methodType(Object.class, Object.class));
        found.add(
            new MethodShape(
                property(method.getName()), method.getReturnType(), annotations, handle));
      }
    }
    return List.copyOf(found);
  }

  private static boolean isAccessor(Class<?> type, Method method) {
    for (RecordComponent component : type.getRecordComponents()) {
      if (component.getName().equals(method.getName())) {
        return true;
      }
    }
    return false;
  }

  private static String property(String name) {
    int prefix = name.startsWith("is") ? 2 : name.startsWith("get") ? 3 : 0;
    boolean bean = name.length() > prefix && Character.isUpperCase(name.charAt(prefix));
    return bean ? Character.toLowerCase(name.charAt(prefix)) + name.substring(prefix + 1) : name;
  }

  /** What it returns for {@code record}. */
  public @Nullable Object call(Object record) {
    try {
      return (Object) handle.invokeExact(record);
    } catch (RuntimeException | Error failure) {
      throw failure;
    } catch (Throwable failure) {
      throw new IllegalStateException(property + " failed", failure);
    }
  }
}
