package io.lokstra.redis;

/** How the servers at the addresses work together. */
public enum RedisMode {
  /** One server. */
  STANDALONE,
  /** The addresses are sentinels, which know the master; it is asked for again when it is lost. */
  SENTINEL,
  /** The addresses are some of the nodes of a cluster; the others are learnt from them. */
  CLUSTER
}
