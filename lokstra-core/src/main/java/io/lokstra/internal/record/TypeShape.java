package io.lokstra.internal.record;

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedArrayType;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.AnnotatedWildcardType;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A type with everything known: type variables replaced by what they stand for, wildcards by their
 * bound, annotations of type uses kept.
 *
 * @param raw the class
 * @param arguments its type arguments; the element type of an array
 * @param annotations those written on this use of the type: {@code @NotBlank} of {@code
 *     List<@NotBlank String>}'s argument
 */
public record TypeShape(Class<?> raw, List<TypeShape> arguments, List<Annotation> annotations) {

  /** The shape of a class or of any generic type. */
  public static TypeShape of(Type type) {
    return of(type, Map.of());
  }

  /** A class without arguments and annotations. */
  static TypeShape plain(Class<?> raw, TypeShape... arguments) {
    return new TypeShape(raw, List.of(arguments), List.of());
  }

  static TypeShape of(AnnotatedType type, Map<TypeVariable<?>, TypeShape> bindings) {
    List<Annotation> annotations = List.of(type.getAnnotations());
    return switch (type) {
      case AnnotatedParameterizedType parameterized -> {
        List<TypeShape> arguments = new ArrayList<>();
        for (AnnotatedType argument : parameterized.getAnnotatedActualTypeArguments()) {
          arguments.add(of(argument, bindings));
        }
        Class<?> raw = (Class<?>) ((ParameterizedType) type.getType()).getRawType();
        yield new TypeShape(raw, List.copyOf(arguments), annotations);
      }
      case AnnotatedArrayType array -> {
        TypeShape element = of(array.getAnnotatedGenericComponentType(), bindings);
        yield new TypeShape(element.raw().arrayType(), List.of(element), annotations);
      }
      case AnnotatedWildcardType wildcard ->
          of(wildcard.getAnnotatedUpperBounds()[0], bindings).annotated(annotations);
      default -> of(type.getType(), bindings).annotated(annotations);
    };
  }

  static TypeShape of(Type type, Map<TypeVariable<?>, TypeShape> bindings) {
    return switch (type) {
      case Class<?> raw when raw.isArray() -> plain(raw, of(raw.componentType(), bindings));
      case Class<?> raw -> {
        TypeShape[] unknown = new TypeShape[raw.getTypeParameters().length];
        Arrays.fill(unknown, plain(Object.class));
        yield plain(raw, unknown);
      }
      case ParameterizedType parameterized -> {
        Type[] arguments = parameterized.getActualTypeArguments();
        TypeShape[] shapes = new TypeShape[arguments.length];
        Arrays.setAll(shapes, i -> of(arguments[i], bindings));
        yield plain((Class<?>) parameterized.getRawType(), shapes);
      }
      case GenericArrayType array -> {
        TypeShape element = of(array.getGenericComponentType(), bindings);
        yield plain(element.raw().arrayType(), element);
      }
      case WildcardType wildcard -> of(wildcard.getUpperBounds()[0], bindings);
      case TypeVariable<?> variable -> {
        TypeShape bound = bindings.get(variable);
        yield bound != null ? bound : plain(erasure(variable));
      }
      default -> throw new IllegalArgumentException("not a type that Java 25 knows: " + type);
    };
  }

  /** The first bound of a variable that stands for nothing; its own variables are not followed. */
  private static Class<?> erasure(TypeVariable<?> variable) {
    Type bound = variable.getBounds()[0];
    return switch (bound) {
      case Class<?> raw -> raw;
      case ParameterizedType parameterized -> (Class<?>) parameterized.getRawType();
      case TypeVariable<?> other -> erasure(other);
      default -> Object.class;
    };
  }

  /** The only type argument, or the element type of an array. */
  public TypeShape argument() {
    return arguments.get(0);
  }

  /** What the type variables of {@link #raw()} stand for. */
  Map<TypeVariable<?>, TypeShape> bindings() {
    TypeVariable<?>[] variables = raw.getTypeParameters();
    Map<TypeVariable<?>, TypeShape> bindings = new HashMap<>();
    for (int i = 0; i < variables.length && i < arguments.size(); i++) {
      bindings.put(variables[i], arguments.get(i));
    }
    return bindings;
  }

  private TypeShape annotated(List<Annotation> more) {
    if (more.isEmpty()) {
      return this;
    }
    List<Annotation> all = new ArrayList<>(annotations);
    all.addAll(more);
    return new TypeShape(raw, arguments, List.copyOf(all));
  }

  /** As Java writes it, with simple names: {@code Map<String, List<Todo>>}. */
  @Override
  public String toString() {
    if (raw.isArray()) {
      return argument() + "[]";
    }
    if (arguments.isEmpty()) {
      return raw.getSimpleName();
    }
    StringBuilder out = new StringBuilder(raw.getSimpleName()).append('<');
    for (int i = 0; i < arguments.size(); i++) {
      out.append(i == 0 ? "" : ", ").append(arguments.get(i));
    }
    return out.append('>').toString();
  }
}
