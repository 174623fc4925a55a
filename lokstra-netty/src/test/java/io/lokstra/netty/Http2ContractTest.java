package io.lokstra.netty;

import io.lokstra.engine.EngineOptions.CarriedThreads;
import io.lokstra.engine.HttpEngine;
import io.lokstra.testkit.engine.HttpEngineContract;

/** The contract of an engine, by a client that knows that it speaks HTTP/2. */
class Http2ContractTest implements HttpEngineContract {
  @Override
  public HttpEngine engine() {
    return new NettyEngine(Running.engine(CarriedThreads.REQUIRED));
  }

  @Override
  public Protocol protocol() {
    return Protocol.HTTP_2;
  }
}
