package io.lokstra.engine;

/**
 * A connection that left HTTP behind, for who is driven by events. What is said to be of the I/O
 * thread is called there alone: within {@link ConnectionEvents}, and in what {@link #execute} runs.
 */
public interface EventConnection {

  /** Whether the peer takes what it is sent. I/O thread. */
  boolean isWritable();

  /** Sends octets, which are copied; what is sent in one turn goes out together. I/O thread. */
  void write(byte[] octets, int from, int count);

  /** Whether reading goes on; it does at first. I/O thread. */
  void reading(boolean goesOn);

  /**
   * Closes once everything is sent; what the peer goes on to send is thrown away for a moment, so
   * that no reset overtakes what was said last. I/O thread.
   */
  void close();

  /** Closes at once. Any thread. */
  void cut();

  /** Runs {@code task} on the I/O thread, unless the connection is gone. Any thread. */
  void execute(Runnable task);

  /**
   * Starts {@code task} on a virtual thread. It may have come to its end, or to its first wait,
   * when this returns. I/O thread.
   */
  void start(RouteHandle route, Runnable task);
}
