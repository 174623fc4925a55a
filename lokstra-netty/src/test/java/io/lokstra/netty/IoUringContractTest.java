package io.lokstra.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.lokstra.engine.EngineOptions;
import io.lokstra.engine.EngineOptions.CarriedThreads;
import io.lokstra.engine.HttpEngine;
import io.lokstra.testkit.engine.HttpEngineContract;

/** The contract of an engine on io_uring, where this kernel has it. */
class IoUringContractTest implements HttpEngineContract {
  @Override
  public HttpEngine engine() {
    Running.assumeThereIs(EngineOptions.Transport.IO_URING);
    HttpEngine engine =
        new NettyEngine(
            new EngineOptions(
                "auto", EngineOptions.Transport.IO_URING, 2, CarriedThreads.REQUIRED));
    assertThat(engine.description()).isEqualTo("netty io-uring, carried virtual threads");
    return engine;
  }
}
