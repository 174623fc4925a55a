package io.lokstra.internal.record;

import java.lang.annotation.Annotation;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Parameter;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A record type taken apart once: its components with everything written on them, and the way to
 * its canonical constructor without reflection. Immutable.
 */
public final class RecordShape {
  private final TypeShape type;
  private final List<ComponentShape> components;
  private final MethodHandle constructor;

  private RecordShape(TypeShape type, List<ComponentShape> components, MethodHandle constructor) {
    this.type = type;
    this.components = components;
    this.constructor = constructor;
  }

  /** The shape of a record class. */
  public static RecordShape of(Class<? extends Record> type) {
    return of(TypeShape.of(type));
  }

  /**
   * The shape of a record, the components of a generic one with what their variables stand for.
   *
   * @throws IllegalArgumentException when it is no record
   * @throws InaccessibleTypeException when its package is not open to Lokstra
   */
  public static RecordShape of(TypeShape type) {
    Class<?> raw = type.raw();
    RecordComponent[] declared = raw.getRecordComponents();
    if (declared == null) {
      throw new IllegalArgumentException(raw.getName() + " is not a record");
    }
    List<ComponentShape> components = new ArrayList<>(declared.length);
    Class<?>[] parameters = new Class<?>[declared.length];
    for (int i = 0; i < declared.length; i++) {
      parameters[i] = declared[i].getType();
    }
    Constructor<?> canonical = canonical(raw, parameters);
    for (int i = 0; i < declared.length; i++) {
      TypeShape shape = TypeShape.of(declared[i].getAnnotatedType(), type.bindings());
      MethodHandle direct = TypeAccess.method(declared[i].getAccessor());
      components.add(
          new ComponentShape(
              i,
              declared[i].getName(),
              shape,
              annotations(declared[i], canonical.getParameters()[i], shape),
              direct.asType(MethodType.methodType(Object.class, Object.class)),
              direct.asType(direct.type().changeParameterType(0, Object.class))));
    }
    MethodHandle constructor =
        TypeAccess.constructor(canonical)
            .asSpreader(Object[].class, parameters.length)
            .asType(MethodType.methodType(Object.class, Object[].class));
    return new RecordShape(type, List.copyOf(components), constructor);
  }

  private static Constructor<?> canonical(Class<?> record, Class<?>[] parameters) {
    try {
      return record.getDeclaredConstructor(parameters);
    } catch (NoSuchMethodException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /**
   * An annotation without the target RECORD_COMPONENT is found where its targets let the compiler
   * put it: on the field, the accessor, the constructor's parameter or the type.
   */
  private static List<Annotation> annotations(
      RecordComponent component, Parameter parameter, TypeShape shape) {
    Set<Annotation> all = new LinkedHashSet<>(Arrays.asList(component.getAnnotations()));
    try {
      Class<?> owner = component.getDeclaringRecord();
      all.addAll(Arrays.asList(owner.getDeclaredField(component.getName()).getAnnotations()));
    } catch (NoSuchFieldException impossible) {
      throw new IllegalStateException(impossible);
    }
    all.addAll(Arrays.asList(component.getAccessor().getAnnotations()));
    all.addAll(Arrays.asList(parameter.getAnnotations()));
    all.addAll(shape.annotations());
    return List.copyOf(all);
  }

  /** The record's type. */
  public TypeShape type() {
    return type;
  }

  /** Its components, in the order of its header. */
  public List<ComponentShape> components() {
    return components;
  }

  /**
   * A new record.
   *
   * @param values one for each component, in order; null only where the component may be null
   * @return the record; what its constructor throws comes through as it is
   */
  public Object create(@Nullable Object[] values) {
    try {
      return (Object) constructor.invokeExact(values);
    } catch (RuntimeException | Error failure) {
      throw failure;
    } catch (Throwable failure) {
      throw new IllegalStateException("constructor of " + type + " failed", failure);
    }
  }
}
