package io.lokstra.internal.websocket;

import io.lokstra.engine.Listener.Stuck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The open sessions of one server. Thread-safe. */
public final class Sessions {
  private static final Duration GRACE = Duration.ofSeconds(1);
  private static final long POLL_MILLIS = 5;

  private final Set<Session> open = ConcurrentHashMap.newKeySet();
  private volatile boolean stopping;

  /** How many there are. */
  public int count() {
    return open.size();
  }

  void add(Session session) {
    open.add(session);
    if (stopping) {
      session.goAway();
    }
  }

  void remove(Session session) {
    open.remove(session);
  }

  /**
   * Says to all that the server goes away, once what they sent is handled, and to those that come
   * from now on.
   */
  public void stop() {
    stopping = true;
    open.forEach(Session::goAway);
  }

  /**
   * Waits until all have ended, their last handler too. At the deadline the others are closed, what
   * still runs is interrupted, and given one more second.
   *
   * @return the handlers that outlived it
   */
  public List<Stuck> drain(Duration deadline) throws InterruptedException {
    stop();
    if (endWithin(deadline)) {
      return List.of();
    }
    open.forEach(session -> {
      session.goneAway();
      session.handling().interrupt();
    });
    if (endWithin(GRACE)) {
      return List.of();
    }
    List<Stuck> stuck = new ArrayList<>();
    open.forEach(session -> session.handling().running().ifPresent(stuck::add));
    return stuck;
  }

  private boolean endWithin(Duration limit) throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    while (!open.isEmpty()) {
      if (System.nanoTime() - end >= 0) {
        return false;
      }
      Thread.sleep(POLL_MILLIS);
    }
    return true;
  }
}
