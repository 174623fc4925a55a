package io.lokstra.netty;

import io.lokstra.engine.EngineOptions;
import io.lokstra.engine.HttpEngine;
import io.lokstra.engine.HttpEngineProvider;

/** Makes the Netty engine; found by {@link java.util.ServiceLoader}. */
public final class NettyProvider implements HttpEngineProvider {

  private static final String ALLOCATOR_EVENTS = "io.netty.jfr.enabled";

  /** For the service loader. */
  public NettyProvider() {}

  @Override
  public String name() {
    return "netty";
  }

  @Override
  public HttpEngine create(EngineOptions options) {
    // Netty's allocator prepares JFR events whether or not anyone records: 80 classes at start.
    if (System.getProperty(ALLOCATOR_EVENTS) == null) {
      System.setProperty(ALLOCATOR_EVENTS, "false");
    }
    return new NettyEngine(options);
  }
}
