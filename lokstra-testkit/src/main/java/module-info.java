/** A test client in memory or over the wire, and contract kits for what can be plugged in. */
module io.lokstra.testkit {
  requires transitive io.lokstra.core;
  requires transitive org.jspecify;
  requires static org.junit.jupiter.api;
  requires static org.assertj.core;
}
