package io.lokstra.service;

import io.lokstra.engine.Listener.Stuck;
import java.util.List;

/**
 * A service that has work of its own in progress, as a server has requests: jobs, messages. When
 * the server stops it is drained at the same time as the connections, while all services still run;
 * {@link Service#onStop} comes later.
 */
public interface Drainable {

  /**
   * Takes up no more work, and waits for what is in progress. What is not done when the deadline
   * has passed is interrupted, and given back or cut.
   *
   * @param stop has the deadline, which is that of requests: {@code server.shutdown-timeout}
   * @return what had to be cut
   * @throws Exception when it cannot: that is logged, and the server stops all the same
   */
  List<Stuck> drain(StopContext stop) throws Exception;
}
