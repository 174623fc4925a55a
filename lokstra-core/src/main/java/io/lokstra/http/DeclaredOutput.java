package io.lokstra.http;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Collection;
import java.util.Optional;

/**
 * Holds handlers to what their routes say they return. Called by {@code assert}, so that tests find
 * out and production does not pay.
 */
final class DeclaredOutput {
  private DeclaredOutput() {}

  /**
   * True; the failure says which route promised what.
   *
   * @throws AssertionError when a successful response carries data of another type
   */
  static boolean check(Route route, Response response) {
    Optional<Type> declared = route.output();
    if (declared.isPresent()
        && response.status() < 300
        && response.body() instanceof ResponseBody.Data(Object value, _)
        && !fits(declared.get(), value)) {
      throw new AssertionError(
          "the route %s (%s) says that it returns %s, and its handler returned %s"
              .formatted(
                  route.template(),
                  route.origin(),
                  declared.get().getTypeName(),
                  value.getClass().getTypeName()));
    }
    return true;
  }

  private static boolean fits(Type type, Object value) {
    return switch (type) {
      case Class<?> plain -> boxed(plain).isInstance(value);
      case ParameterizedType generic ->
          fits(generic.getRawType(), value)
              && (!(value instanceof Collection<?> all)
                  || generic.getActualTypeArguments().length != 1
                  || all.stream()
                      .allMatch(
                          each -> each == null || fits(generic.getActualTypeArguments()[0], each)));
      default -> true;
    };
  }

  private static Class<?> boxed(Class<?> type) {
    return java.lang.invoke.MethodType.methodType(type).wrap().returnType();
  }
}
