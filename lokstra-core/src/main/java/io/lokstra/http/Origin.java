package io.lokstra.http;

import io.lokstra.internal.text.Caller;

/** Where in the application's source something was said, for errors and the route table. */
final class Origin {
  private static final String HERE = Origin.class.getPackageName() + ".";

  private Origin() {}

  /** File and line of the nearest caller outside this package: {@code "Shop.java:42"}. */
  static String ofCaller() {
    return Caller.outside(HERE);
  }
}
