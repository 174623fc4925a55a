/**
 * A test client in memory or over the wire, and contract kits for what can be plugged in.
 *
 * <p>{@code io.lokstra.testkit} is what the tests of an application use; {@code
 * io.lokstra.testkit.engine}, {@code io.lokstra.testkit.routing} and {@code
 * io.lokstra.testkit.store} are the contracts of an HTTP engine, of a router engine and of stores.
 */
module io.lokstra.testkit {
  requires transitive io.lokstra.core;
  requires transitive org.jspecify;
  requires static org.junit.jupiter.api;
  requires static org.assertj.core;

  exports io.lokstra.testkit;
  exports io.lokstra.testkit.engine;
  exports io.lokstra.testkit.fault;
  exports io.lokstra.testkit.routing;
  exports io.lokstra.testkit.store;

  uses io.lokstra.engine.HttpEngineProvider;
}
