package io.lokstra.internal.json;

import io.lokstra.bind.Naming;
import io.lokstra.internal.record.TypeShape;
import io.lokstra.json.Discriminator;
import io.lokstra.json.VariantName;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The records of a sealed interface, by the names they have in documents.
 *
 * @param property the property that holds the name
 * @param records the records by name, in the order they are permitted
 */
record Variants(String property, Map<String, TypeShape> records) {
  private static final String DEFAULT_PROPERTY = "type";

  /**
   * Which variant a record is.
   *
   * @param property the property that says so
   * @param name what it says
   */
  record Tag(String property, String name) {}

  /** Whether a type is sealed and can be told apart by a property. */
  static boolean areOf(Class<?> type) {
    return type.isSealed() && type.isInterface();
  }

  /**
   * The variants of a sealed interface.
   *
   * @throws IllegalArgumentException when one of them is no record, or two have one name
   */
  static Variants of(TypeShape sealed, Naming naming) {
    Map<String, TypeShape> records = new LinkedHashMap<>();
    collect(sealed, naming, records);
    return new Variants(property(sealed.raw()), records);
  }

  private static void collect(TypeShape sealed, Naming naming, Map<String, TypeShape> records) {
    for (Class<?> permitted : sealed.raw().getPermittedSubclasses()) {
      TypeShape shape = bound(permitted, sealed);
      if (areOf(permitted)) {
        collect(shape, naming, records);
      } else if (!permitted.isRecord()) {
        throw new IllegalArgumentException(
            sealed.raw().getName()
                + " permits "
                + permitted.getName()
                + ", which is no record; JSON needs all of them to be records");
      } else if (records.put(name(permitted, naming), shape) != null) {
        throw new IllegalArgumentException(
            "two records of "
                + sealed.raw().getName()
                + " are called '"
                + name(permitted, naming)
                + "'; give one a @VariantName");
      }
    }
  }

  /** A permitted type, its variables bound to the arguments the sealed type has. */
  private static TypeShape bound(Class<?> permitted, TypeShape sealed) {
    List<TypeShape> arguments = new ArrayList<>(TypeShape.of(permitted).arguments());
    for (Type parent : permitted.getGenericInterfaces()) {
      if (parent instanceof ParameterizedType generic && generic.getRawType() == sealed.raw()) {
        Type[] given = generic.getActualTypeArguments();
        for (int i = 0; i < arguments.size(); i++) {
          for (int j = 0; j < given.length && j < sealed.arguments().size(); j++) {
            if (given[j].equals(permitted.getTypeParameters()[i])) {
              arguments.set(i, sealed.arguments().get(j));
            }
          }
        }
      }
    }
    return new TypeShape(permitted, List.copyOf(arguments), List.of());
  }

  private static String property(Class<?> sealed) {
    Discriminator written = sealed.getAnnotation(Discriminator.class);
    return written == null ? DEFAULT_PROPERTY : written.value();
  }

  private static String name(Class<?> record, Naming naming) {
    VariantName written = record.getAnnotation(VariantName.class);
    return written == null ? naming.of(record.getSimpleName()) : written.value();
  }

  /**
   * The tag of a record that belongs to a sealed interface; of several the first, or the one with a
   * {@link Discriminator}. A record beside classes that are none belongs to nothing.
   */
  static Optional<Tag> tag(Class<?> record, Naming naming) {
    Class<?> found = null;
    for (Class<?> parent : record.getInterfaces()) {
      Class<?> top = top(parent);
      boolean better = found == null || top.isAnnotationPresent(Discriminator.class);
      if (areOf(top) && better && isOfRecords(top)) {
        found = top;
      }
    }
    return found == null
        ? Optional.empty()
        : Optional.of(new Tag(property(found), name(record, naming)));
  }

  /** A sealed interface under a sealed interface speaks by the discriminator of the upper one. */
  private static Class<?> top(Class<?> sealed) {
    for (Class<?> parent : sealed.getInterfaces()) {
      if (areOf(sealed) && areOf(parent)) {
        return top(parent);
      }
    }
    return sealed;
  }

  private static boolean isOfRecords(Class<?> sealed) {
    for (Class<?> permitted : sealed.getPermittedSubclasses()) {
      if (areOf(permitted) ? !isOfRecords(permitted) : !permitted.isRecord()) {
        return false;
      }
    }
    return true;
  }
}
