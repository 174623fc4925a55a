package io.lokstra.internal.websocket;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a session is a member of, and how it leaves that. Thread-safe. */
public final class Memberships {
  /** The most that one session may be in. */
  public static final int MOST = 100;

  private @Nullable Map<Object, Runnable> leaving;
  private boolean ended;

  /** How many there are. */
  public synchronized int count() {
    return leaving == null ? 0 : leaving.size();
  }

  /**
   * One more.
   *
   * @param leave called when the session ends
   * @return whether the session has not ended
   */
  public synchronized boolean add(Object topic, Runnable leave) {
    if (ended) {
      return false;
    }
    Map<Object, Runnable> all = leaving == null ? new HashMap<>(4) : leaving;
    leaving = all;
    all.put(topic, leave);
    return true;
  }

  /** One less. */
  public synchronized void remove(Object topic) {
    if (leaving != null) {
      leaving.remove(topic);
    }
  }

  /** The session has ended. */
  void leaveAll() {
    Map<Object, Runnable> all;
    synchronized (this) {
      ended = true;
      all = leaving;
      leaving = null;
    }
    if (all != null) {
      all.values().forEach(Runnable::run);
    }
  }
}
