/** The starter: {@code io.lokstra.core} and the Netty engine. */
module io.lokstra {
  requires transitive io.lokstra.core;
  requires io.lokstra.netty;
}
