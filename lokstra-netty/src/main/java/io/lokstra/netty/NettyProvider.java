package io.lokstra.netty;

import io.lokstra.engine.EngineOptions;
import io.lokstra.engine.HttpEngine;
import io.lokstra.engine.HttpEngineProvider;

/** Makes the Netty engine; found by {@link java.util.ServiceLoader}. */
public final class NettyProvider implements HttpEngineProvider {

  /** Netty's allocator prepares JFR events whether or not anyone records: 80 classes at start. */
  private static final String ALLOCATOR_EVENTS = "io.netty.jfr.enabled";

  /**
   * Netty takes a stack trace for one buffer in 128, about a seventh of the user time of a small
   * request. No buffer leaves this engine, and its tests run with every buffer traced.
   */
  private static final String LEAK_DETECTION = "io.netty.leakDetection.level";

  /** For the service loader. */
  public NettyProvider() {}

  @Override
  public String name() {
    return "netty";
  }

  @Override
  public HttpEngine create(EngineOptions options) {
    unlessSet(ALLOCATOR_EVENTS, "false");
    unlessSet(LEAK_DETECTION, "disabled");
    return new NettyEngine(options);
  }

  private static void unlessSet(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }
}
