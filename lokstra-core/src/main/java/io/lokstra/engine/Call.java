package io.lokstra.engine;

/**
 * One request on its way to its answer.
 *
 * <p>The engine calls {@link #run()} once, on a thread that may block, as soon as the body has
 * arrived (or its first {@link HttpOptions#bufferedBody()} bytes have). A call that is refused
 * before that never runs: its body is too large, too slow or breaks off, or it is one call too
 * many. {@link #ended} is called once for every call that was prepared: after it ran, or instead.
 */
public interface Call {

  /**
   * The route that was matched, or the stand-in for "not found" and the like. Same object for every
   * request of a route.
   */
  RouteHandle handle();

  /** The largest body this call accepts, in bytes; the engine refuses more with 413. */
  long maxBodySize();

  /**
   * When the call is to be cancelled, on the clock of {@link System#nanoTime()}; {@link
   * Long#MAX_VALUE} for never.
   */
  long deadline();

  /**
   * Runs middleware and handler and calls {@link Exchange#respond} exactly once. Never throws. May
   * block.
   */
  void run();

  /**
   * The answer is no longer wanted. Any thread, must return at once; may come before, during and
   * after {@link #run()}, and more than once.
   */
  void cancel(CancelReason reason);

  /**
   * The last byte was handed to the network, or the connection is gone. I/O thread, must not block.
   */
  void ended(Outcome outcome);
}
