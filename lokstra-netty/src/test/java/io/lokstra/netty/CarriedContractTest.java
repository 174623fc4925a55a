package io.lokstra.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.lokstra.engine.EngineOptions.CarriedThreads;
import io.lokstra.engine.HttpEngine;
import io.lokstra.testkit.engine.HttpEngineContract;

/** The contract of an engine, with virtual threads carried by event loops. */
class CarriedContractTest implements HttpEngineContract {
  @Override
  public HttpEngine engine() {
    HttpEngine engine = new NettyEngine(Running.engine(CarriedThreads.REQUIRED));
    assertThat(engine.description()).endsWith("carried virtual threads");
    return engine;
  }
}
