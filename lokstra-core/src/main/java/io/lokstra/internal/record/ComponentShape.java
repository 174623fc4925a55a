package io.lokstra.internal.record;

import io.lokstra.config.Default;
import java.lang.annotation.Annotation;
import java.lang.invoke.MethodHandle;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One component of a record.
 *
 * @param index its place in the canonical constructor
 * @param name its name in Java
 * @param type its type, with the annotations written on uses of types
 * @param annotations all that was written before it, whatever target they name: on the component,
 *     its field, its accessor and its type
 * @param accessor reads it: {@code (Object) Object}
 * @param direct reads it as what it is: {@code (Object) int}
 */
public record ComponentShape(
    int index,
    String name,
    TypeShape type,
    List<Annotation> annotations,
    MethodHandle accessor,
    MethodHandle direct) {

  /** The annotation of a type, where it was written. */
  public <A extends Annotation> Optional<A> annotation(Class<A> annotation) {
    for (Annotation candidate : annotations) {
      if (annotation.isInstance(candidate)) {
        return Optional.of(annotation.cast(candidate));
      }
    }
    return Optional.empty();
  }

  /** Whether its type is {@link Optional}. */
  public boolean isOptional() {
    return type.raw() == Optional.class;
  }

  /** Whether it may be null, by any annotation called {@code Nullable}. */
  public boolean isNullable() {
    for (Annotation candidate : annotations) {
      if (candidate.annotationType().getSimpleName().equals("Nullable")) {
        return true;
      }
    }
    return false;
  }

  /** The text of its {@link Default}. */
  public Optional<String> defaultText() {
    return annotation(Default.class).map(Default::value);
  }

  /** Whether a source must give it: neither {@code Optional} nor nullable nor with a default. */
  public boolean isRequired() {
    return !isOptional() && !isNullable() && defaultText().isEmpty();
  }

  /** Says what is wrong with it, as the component of {@code owner} that it is. */
  public String problem(Class<?> owner, RuntimeException cause) {
    return "component '" + name + "' of " + owner.getSimpleName() + ": " + cause.getMessage();
  }

  /** Its value in {@code record}. */
  public @Nullable Object read(Object record) {
    try {
      return (Object) accessor.invokeExact(record);
    } catch (Throwable failure) {
      throw failed(failure);
    }
  }

  /** Its value in {@code record}, of type {@code int}. */
  public int readInt(Object record) {
    try {
      return (int) direct.invokeExact(record);
    } catch (Throwable failure) {
      throw failed(failure);
    }
  }

  /** Its value in {@code record}, of type {@code long}. */
  public long readLong(Object record) {
    try {
      return (long) direct.invokeExact(record);
    } catch (Throwable failure) {
      throw failed(failure);
    }
  }

  /** Its value in {@code record}, of type {@code boolean}. */
  public boolean readBoolean(Object record) {
    try {
      return (boolean) direct.invokeExact(record);
    } catch (Throwable failure) {
      throw failed(failure);
    }
  }

  private RuntimeException failed(Throwable failure) {
    return switch (failure) {
      case RuntimeException unchecked -> unchecked;
      case Error error -> throw error;
      default -> new IllegalStateException("accessor " + name + " failed", failure);
    };
  }
}
