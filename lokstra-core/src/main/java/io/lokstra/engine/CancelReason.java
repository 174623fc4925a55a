package io.lokstra.engine;

/** Why the answer to a request is no longer wanted. */
public enum CancelReason {
  /**
   * The client reset the connection. The end of its sending side alone (a half-close) is no reason.
   */
  CLIENT_GONE,
  /** The request's deadline passed. */
  DEADLINE,
  /**
   * The server stops and the time given to requests in flight is over: interrupt whatever is
   * running.
   */
  SHUTDOWN
}
