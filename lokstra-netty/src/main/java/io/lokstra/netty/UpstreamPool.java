package io.lokstra.netty;

import io.lokstra.engine.ForwardException;
import io.lokstra.engine.ForwardException.Reason;
import io.lokstra.engine.Upstream;
import io.lokstra.engine.UpstreamOptions;
import io.lokstra.netty.tls.ClientTls;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The connections to one server, all loops together: at most so many, the one used last first, of
 * the loop that asks where there is one. Thread-safe.
 */
final class UpstreamPool {
  private final NettyEngine engine;
  private final Upstream to;
  private final UpstreamOptions options;
  private final List<ArrayDeque<UpstreamConnection>> idle = new ArrayList<>();
  private final ArrayDeque<UpstreamCall> waiting = new ArrayDeque<>();
  private int open;

  /** Whether a loop looks at how long calls wait. */
  private boolean watched;

  private final Object tlsLock = new Object();
  private @Nullable ClientTls tls;

  UpstreamPool(NettyEngine engine, Upstream to, UpstreamOptions options) {
    this.engine = engine;
    this.to = to;
    this.options = options;
    for (int i = 0; i < engine.loopCount(); i++) {
      idle.add(new ArrayDeque<>());
    }
  }

  Upstream to() {
    return to;
  }

  UpstreamOptions options() {
    return options;
  }

  /** The TLS of its connections, made when it is first needed; that blocks. */
  ClientTls tls() throws GeneralSecurityException, IOException {
    synchronized (tlsLock) {
      ClientTls made = tls;
      if (made == null) {
        made = new ClientTls(options.tls(), to.host(), to.port());
        tls = made;
      }
      return made;
    }
  }

  /** Begins {@code call} on a connection, now or when there is one. Any thread. */
  void acquire(UpstreamCall call) {
    UpstreamConnection found;
    boolean connect = false;
    boolean wait = false;
    boolean unwatched = false;
    synchronized (this) {
      found = idle.get(call.loop().index()).pollLast();
      if (found == null && open < options.maxConnections()) {
        open++;
        connect = true;
      } else if (found == null) {
        found = ofAnotherLoop();
      }
      if (found == null && !connect && waiting.size() < options.maxWaiting()) {
        wait = true;
        call.waitsFrom(System.nanoTime());
        waiting.add(call);
        unwatched = !watched;
        watched = true;
      }
    }
    if (found != null) {
      UpstreamConnection ready = found;
      ready.execute(() -> ready.begin(call));
    } else if (connect) {
      connect(call);
    } else if (wait) {
      if (unwatched) {
        call.execute(() -> call.loop().upstreams().watch(this));
      }
    } else {
      call.fail(busy("too many requests wait for a connection"));
    }
  }

  private @Nullable UpstreamConnection ofAnotherLoop() {
    for (ArrayDeque<UpstreamConnection> each : idle) {
      UpstreamConnection found = each.pollLast();
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  private void connect(UpstreamCall call) {
    new UpstreamConnector(engine.transport(), this, call).start();
  }

  /** A connection has done its work and can do more. On its loop. */
  void release(UpstreamConnection connection) {
    UpstreamCall next;
    synchronized (this) {
      next = waiting.poll();
      if (next == null) {
        idle.get(connection.loop().index()).add(connection);
      }
    }
    if (next != null) {
      UpstreamCall begun = next;
      // Not within the turn that ended the last.
      connection.execute(() -> connection.begin(begun));
    }
  }

  /** A connection is gone, or was never made. */
  void closed(@Nullable UpstreamConnection connection) {
    UpstreamCall next;
    synchronized (this) {
      if (connection != null) {
        idle.get(connection.loop().index()).remove(connection);
      }
      next = waiting.poll();
      if (next == null) {
        open--;
      }
    }
    if (next != null) {
      connect(next);
    }
  }

  /**
   * Tells those that have waited for too long.
   *
   * @return whether there are others, so that this is to be called again
   */
  boolean expire(long now) {
    while (true) {
      UpstreamCall first;
      synchronized (this) {
        first = waiting.peek();
        if (first == null) {
          watched = false;
          return false;
        }
        if (now - first.waitsSince() < options.waitTimeout().toNanos()) {
          return true;
        }
        waiting.remove();
      }
      first.fail(busy("no connection became free in time"));
    }
  }

  /** {@code call} waits no more. */
  synchronized void giveUp(UpstreamCall call) {
    waiting.remove(call);
  }

  private ForwardException busy(String what) {
    return new ForwardException(
        Reason.BUSY,
        "%s: all %d connections are in use and %s".formatted(to, options.maxConnections(), what));
  }

  /** How many connections there are, and how many of them are idle. */
  synchronized int[] counts() {
    int unused = 0;
    for (ArrayDeque<UpstreamConnection> each : idle) {
      unused += each.size();
    }
    return new int[] {open, unused, waiting.size()};
  }
}
