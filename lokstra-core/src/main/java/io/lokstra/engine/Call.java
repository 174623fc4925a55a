package io.lokstra.engine;

/**
 * One request on its way to its answer.
 *
 * <p>The engine calls {@link #run()} once, on a thread that may block, as soon as the body has
 * arrived (or its first {@link HttpOptions#bufferedBody()} bytes have).
 *
 * <p>A body that will not be had does not take the answer out of the call's hands. One that is
 * announced as larger than {@link #maxBodySize()} is not read at all, and the call runs at once;
 * one that grows too large, breaks its framing or comes too slowly before the call began is read no
 * further, and the call runs then. Either way {@link Exchange#body()} is {@linkplain
 * RequestBody#refused refused}, the call answers so, with all that stands around its answers, and
 * the engine closes the connection after the response.
 *
 * <p>A call never runs when it is one too many, or when the client goes away before its body has
 * arrived. {@link #ended} is called once for every call that was prepared: after it ran, or
 * instead.
 */
public interface Call {

  /**
   * The route that was matched, or the stand-in for "not found" and the like. Same object for every
   * request of a route.
   */
  RouteHandle handle();

  /** The largest body this call accepts, in bytes; one that is larger is refused with 413. */
  long maxBodySize();

  /**
   * When the call is to be cancelled, on the clock of {@link System#nanoTime()}; {@link
   * Long#MAX_VALUE} for never. It may become later while the call runs.
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
