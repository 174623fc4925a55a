package io.lokstra.netty;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Looks at the time-outs of one loop's connections to other servers, and at those who wait for one,
 * a few times a second while there are any. Confined to the loop.
 */
final class UpstreamSweep {
  private static final long MILLIS = 100;

  private final LoopContext loop;
  private final Set<UpstreamConnection> connections = new LinkedHashSet<>();
  private final Set<UpstreamPool> pools = new LinkedHashSet<>();
  private boolean sweeping;

  UpstreamSweep(LoopContext loop) {
    this.loop = loop;
  }

  void add(UpstreamConnection connection) {
    connections.add(connection);
    begin();
  }

  /** Watches those who wait for one of the connections of {@code pool}, until nobody does. */
  void watch(UpstreamPool pool) {
    pools.add(pool);
    begin();
  }

  void remove(UpstreamConnection connection) {
    connections.remove(connection);
  }

  private void begin() {
    if (!sweeping) {
      sweeping = true;
      schedule();
    }
  }

  private void schedule() {
    var _ = loop.eventLoop().schedule(this::sweep, MILLIS, TimeUnit.MILLISECONDS);
  }

  private void sweep() {
    long now = System.nanoTime();
    List<UpstreamConnection> all = new ArrayList<>(connections);
    for (UpstreamConnection each : all) {
      each.tick(now);
    }
    pools.removeIf(each -> !each.expire(now));
    sweeping = !connections.isEmpty() || !pools.isEmpty();
    if (sweeping) {
      schedule();
    }
  }
}
