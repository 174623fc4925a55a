package io.lokstra.http;

import java.lang.StackWalker.StackFrame;

/** Where in the application's source something was said, for errors and the route table. */
final class Origin {
  private static final String HERE = Origin.class.getPackageName() + ".";

  private Origin() {}

  /** File and line of the nearest caller outside this package: {@code "Shop.java:42"}. */
  static String ofCaller() {
    return StackWalker.getInstance()
        .walk(frames -> frames.filter(f -> !f.getClassName().startsWith(HERE)).findFirst())
        .map(Origin::describe)
        .orElse("unknown");
  }

  private static String describe(StackFrame frame) {
    String file = frame.getFileName();
    return (file == null ? frame.getClassName() : file) + ":" + frame.getLineNumber();
  }
}
