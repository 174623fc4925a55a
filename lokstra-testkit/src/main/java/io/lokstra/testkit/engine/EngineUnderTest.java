package io.lokstra.testkit.engine;

import io.lokstra.engine.HttpEngine;

/** What the tests of the contract are given. */
public interface EngineUnderTest {

  /** A new engine; the test closes it. */
  HttpEngine engine();
}
