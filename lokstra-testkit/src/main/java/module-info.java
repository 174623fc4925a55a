/**
 * A test client in memory or over the wire, and contract kits for what can be plugged in.
 *
 * <p>{@code io.lokstra.testkit} is what the tests of an application use; {@code
 * io.lokstra.testkit.engine} and {@code io.lokstra.testkit.routing} are the contracts of an HTTP
 * engine and of a router engine.
 */
module io.lokstra.testkit {
  requires transitive io.lokstra.core;
  requires transitive org.jspecify;
  requires static org.junit.jupiter.api;
  requires static org.assertj.core;

  exports io.lokstra.testkit;
  exports io.lokstra.testkit.engine;
  exports io.lokstra.testkit.routing;

  uses io.lokstra.engine.HttpEngineProvider;
}
