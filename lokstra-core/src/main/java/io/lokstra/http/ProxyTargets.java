package io.lokstra.http;

import io.lokstra.engine.ForwardException.Reason;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The servers of a {@link Proxy}, taken in turn. One that failed is passed over for a while; when
 * all are, the one whose while ends first is tried all the same, so that nothing is refused that
 * might be answered. Thread-safe.
 */
final class ProxyTargets {
  private static final Logger LOG = LoggerFactory.getLogger(Proxy.class);

  private final List<ProxyTarget> targets;
  private final long failNanos;
  private final AtomicInteger turn = new AtomicInteger();

  ProxyTargets(List<ProxyTarget> targets, Duration failTime) {
    this.targets = targets;
    this.failNanos = failTime.toNanos();
  }

  int size() {
    return targets.size();
  }

  /** The turns of one request. */
  Round round() {
    return new Round(targets.size() == 1 ? 0 : turn.getAndIncrement());
  }

  /** Of one request: which server next, none of them twice while there is another. */
  final class Round {
    private final int first;
    private final boolean[] tried = new boolean[targets.size()];

    private Round(int first) {
      this.first = first;
    }

    ProxyTarget next() {
      int size = targets.size();
      if (size == 1) {
        return targets.getFirst();
      }
      long now = System.nanoTime();
      int best = -1;
      for (int i = 0; i < size; i++) {
        int at = Math.floorMod(first + i, size);
        if (tried[at]) {
          continue;
        }
        if (!targets.get(at).isDown(now)) {
          best = at;
          break;
        }
        if (best < 0 || targets.get(at).downUntil() - targets.get(best).downUntil() < 0) {
          best = at;
        }
      }
      int chosen = best < 0 ? Math.floorMod(first, size) : best;
      tried[chosen] = true;
      return targets.get(chosen);
    }

    /** {@code target} did not answer. */
    void failed(ProxyTarget target, Reason reason) {
      if (reason == Reason.UNREACHABLE
          || reason == Reason.CONNECT_TIMEOUT
          || reason == Reason.TIMEOUT) {
        long now = System.nanoTime();
        if (targets.size() > 1 && !target.isDown(now)) {
          LOG.warn("{} is passed over for a while: {}", target, reason);
        }
        target.passOver(now + failNanos);
      }
    }
  }
}
