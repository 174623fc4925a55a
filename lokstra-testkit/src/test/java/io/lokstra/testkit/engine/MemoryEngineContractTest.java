package io.lokstra.testkit.engine;

import io.lokstra.engine.HttpEngine;
import io.lokstra.internal.memory.MemoryEngine;

class MemoryEngineContractTest implements HttpEngineContract {
  @Override
  public HttpEngine engine() {
    return new MemoryEngine();
  }
}
