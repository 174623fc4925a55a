package io.lokstra.netty;

import io.lokstra.engine.Upstream;
import io.lokstra.engine.UpstreamOptions;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The servers that requests are forwarded to, and the connections to each. Only what a program or
 * its configuration names is a key here, never what a client sends. Thread-safe.
 */
final class UpstreamPools {
  private final NettyEngine engine;
  private final Map<Key, UpstreamPool> pools = new ConcurrentHashMap<>();

  private record Key(Upstream to, UpstreamOptions options) {}

  UpstreamPools(NettyEngine engine) {
    this.engine = engine;
  }

  /** The connections to {@code to}. */
  UpstreamPool of(Upstream to, UpstreamOptions options) {
    Key key = new Key(to, options);
    UpstreamPool known = pools.get(key);
    return known != null
        ? known
        : pools.computeIfAbsent(key, each -> new UpstreamPool(engine, to, options));
  }
}
