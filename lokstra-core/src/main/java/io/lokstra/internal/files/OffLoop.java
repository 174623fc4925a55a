package io.lokstra.internal.files;

/** Where files are read. */
final class OffLoop {
  private OffLoop() {}

  /**
   * Leaves the event loop that may carry this thread, before something that blocks it: a virtual
   * thread that yields goes on on the JDK's scheduler.
   */
  @SuppressWarnings("ThreadPriorityCheck") // nothing depends on when it goes on, only on where
  static void leave() {
    if (Thread.currentThread().isVirtual()) {
      Thread.yield();
    }
  }
}
