package io.lokstra.netty;

import io.lokstra.engine.EngineOptions;
import io.lokstra.engine.HttpEngine;
import io.lokstra.engine.HttpEngineProvider;

/** Makes the Netty engine; found by {@link java.util.ServiceLoader}. */
public final class NettyProvider implements HttpEngineProvider {

  /** For the service loader. */
  public NettyProvider() {}

  @Override
  public String name() {
    return "netty";
  }

  @Override
  public HttpEngine create(EngineOptions options) {
    return new NettyEngine(options);
  }
}
