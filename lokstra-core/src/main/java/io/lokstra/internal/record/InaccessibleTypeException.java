package io.lokstra.internal.record;

/**
 * A type of the application's lies in a package of a named module that is not open to Lokstra. The
 * message is the line of {@code module-info.java} that remedies it.
 */
public final class InaccessibleTypeException extends RuntimeException {
  private static final long serialVersionUID = 1;

  InaccessibleTypeException(Class<?> type) {
    super(message(type));
  }

  private static String message(Class<?> type) {
    Module module = type.getModule();
    if (!module.isNamed()) {
      return type.getName() + " cannot be reached; make it, and what encloses it, accessible";
    }
    return type.getName()
        + " lies in a package that module "
        + module.getName()
        + " does not open; add this line to its module-info.java: opens "
        + type.getPackageName()
        + " to io.lokstra.core, tools.jackson.databind;";
  }
}
