package io.lokstra.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.lokstra.engine.EngineOptions.CarriedThreads;
import io.lokstra.engine.HttpEngine;
import io.lokstra.testkit.engine.HttpEngineContract;

/** The contract of an engine, with virtual threads run by the JDK's scheduler. */
class FallbackContractTest implements HttpEngineContract {
  @Override
  public HttpEngine engine() {
    HttpEngine engine = new NettyEngine(Running.engine(CarriedThreads.OFF));
    assertThat(engine.description()).endsWith("virtual threads of the JDK's scheduler");
    return engine;
  }
}
