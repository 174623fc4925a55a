package io.lokstra.internal.record;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;

/** Reaches constructors and methods of the application's types, or says which package to open. */
final class TypeAccess {
  private TypeAccess() {}

  static MethodHandle constructor(Constructor<?> constructor) {
    Class<?> type = constructor.getDeclaringClass();
    try {
      return lookup(type).unreflectConstructor(constructor);
    } catch (IllegalAccessException closed) {
      throw new InaccessibleTypeException(type);
    }
  }

  static MethodHandle method(Method method) {
    Class<?> type = method.getDeclaringClass();
    try {
      return lookup(type).unreflect(method);
    } catch (IllegalAccessException closed) {
      throw new InaccessibleTypeException(type);
    }
  }

  /** What is open is reached whole; of what is only exported, the public part. */
  private static MethodHandles.Lookup lookup(Class<?> type) {
    TypeAccess.class.getModule().addReads(type.getModule());
    try {
      return MethodHandles.privateLookupIn(type, MethodHandles.lookup());
    } catch (IllegalAccessException notOpen) {
      return MethodHandles.lookup();
    }
  }
}
