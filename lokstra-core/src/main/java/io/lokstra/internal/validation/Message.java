package io.lokstra.internal.validation;

import jakarta.validation.Constraint;
import java.lang.annotation.Annotation;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Optional;

/** The sentence a constraint has for people: its own, or the one written on it. */
final class Message {
  private Message() {}

  /**
   * The message of {@code annotation}, its {@code {attributes}} filled in; {@code standard} where
   * none was written.
   *
   * @throws IllegalArgumentException when it names what is no attribute, or has an expression
   */
  static String of(Annotation annotation, String standard) {
    String written = attribute(annotation, "message").map(Object::toString).orElse("");
    boolean own = written.isEmpty() || written.startsWith("{jakarta.validation.constraints.");
    return own ? standard : filled(annotation, written);
  }

  private static String filled(Annotation annotation, String template) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < template.length(); i++) {
      char c = template.charAt(i);
      if (c == '\\' && i + 1 < template.length() && "{}$\\".indexOf(template.charAt(i + 1)) >= 0) {
        out.append(template.charAt(++i));
      } else if (c == '$' && template.startsWith("{", i + 1)) {
        throw new IllegalArgumentException(
            "message \"" + template + "\" has an expression, which is never evaluated; write \\$");
      } else if (c == '{') {
        int end = template.indexOf('}', i);
        String name = end < 0 ? template.substring(i + 1) : template.substring(i + 1, end);
        Object value =
            attribute(annotation, name)
                .orElseThrow(
                    () -> new IllegalArgumentException(unknown(annotation, template, name)));
        out.append(value);
        i = end;
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }

  private static String unknown(Annotation annotation, String template, String name) {
    return "message \""
        + template
        + "\": @"
        + annotation.annotationType().getSimpleName()
        + " has no attribute '"
        + name
        + "', and there are no bundles of messages";
  }

  /** An attribute by name; empty when there is none. */
  static Optional<Object> attribute(Annotation annotation, String name) {
    try {
      Method method = annotation.annotationType().getDeclaredMethod(name);
      method.trySetAccessible();
      return Optional.ofNullable(method.invoke(annotation));
    } catch (NoSuchMethodException none) {
      return Optional.empty();
    } catch (IllegalAccessException | InvocationTargetException closed) {
      throw new IllegalArgumentException(
          "@" + annotation.annotationType().getName() + " cannot be read", closed);
    }
  }

  /** Whether an annotation is one that validation is about. */
  static boolean isConstraint(Annotation annotation) {
    return annotation.annotationType().isAnnotationPresent(Constraint.class);
  }
}
