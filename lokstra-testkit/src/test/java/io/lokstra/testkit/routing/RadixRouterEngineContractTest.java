package io.lokstra.testkit.routing;

import io.lokstra.routing.RouterEngine;

class RadixRouterEngineContractTest implements RouterEngineContract {

  @Override
  public RouterEngine.Factory routerEngines() {
    return RouterEngine.radixTree();
  }
}
