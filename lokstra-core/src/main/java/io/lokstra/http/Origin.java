package io.lokstra.http;

/** Where in the application's source something was said, for errors and the route table. */
final class Origin {
  private static final String HERE = Origin.class.getPackageName() + ".";

  private Origin() {}

  /**
   * File and line of the nearest caller outside this package: {@code "Shop.java:42"}. By a stack
   * trace, not by a StackWalker: that loads streams and spins classes at start.
   */
  static String ofCaller() {
    for (StackTraceElement frame : new Throwable().getStackTrace()) {
      if (!frame.getClassName().startsWith(HERE)) {
        String file = frame.getFileName();
        return (file == null ? frame.getClassName() : file) + ":" + frame.getLineNumber();
      }
    }
    return "unknown";
  }
}
