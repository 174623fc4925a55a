package io.lokstra.internal.text;

/** Where in the application's source something was said. */
public final class Caller {
  private Caller() {}

  /**
   * File and line of the nearest caller outside a package: {@code "Shop.java:42"}. By a stack
   * trace, not by a StackWalker: that loads streams and spins classes at start.
   *
   * @param packages beginnings of the class names to skip: {@code "io.lokstra.http."}
   */
  public static String outside(String... packages) {
    for (StackTraceElement frame : new Throwable().getStackTrace()) {
      if (!isIn(frame.getClassName(), packages)) {
        String file = frame.getFileName();
        return (file == null ? frame.getClassName() : file) + ":" + frame.getLineNumber();
      }
    }
    return "unknown";
  }

  private static boolean isIn(String name, String... packages) {
    if (name.startsWith("io.lokstra.internal.text.Caller")) {
      return true;
    }
    for (String each : packages) {
      if (name.startsWith(each)) {
        return true;
      }
    }
    return false;
  }
}
