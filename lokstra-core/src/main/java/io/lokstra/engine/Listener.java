package io.lokstra.engine;

import java.time.Duration;
import java.util.List;

/**
 * A bound address. Stopping goes one way: {@link #stopAccepting()}, {@link #drain}, {@link
 * #close()}; each may be left out.
 */
public interface Listener extends AutoCloseable {

  /** The address as bound: with the port the system chose where 0 was asked for. */
  ListenAddress address();

  /**
   * Takes no more connections. From now on every response says {@code Connection: close}; a
   * connection that is idle may send one more request within a second. Returns at once. Idempotent.
   */
  void stopAccepting();

  /**
   * Waits until every connection is finished. At the deadline what still runs is cancelled with
   * {@link CancelReason#SHUTDOWN}, given one more second, and cut.
   *
   * @return what had to be cut; empty when everything finished
   */
  List<Stuck> drain(Duration deadline) throws InterruptedException;

  /**
   * Requests whose call is running now. A call that runs on an I/O thread is counted once it has
   * left it, so a call that never blocks may not be counted at all; each I/O thread runs one such
   * call at a time.
   */
  int inFlight();

  /** Closes the address and every connection at once. Idempotent. */
  @Override
  void close();

  /**
   * A request that outlived the drain.
   *
   * @param request method and path: {@code "GET /reports/7"}
   * @param thread the name of the thread that runs it
   * @param running for how long
   * @param stack where it is, innermost frame first; empty when it cannot be told
   */
  record Stuck(String request, String thread, Duration running, List<StackTraceElement> stack) {}
}
