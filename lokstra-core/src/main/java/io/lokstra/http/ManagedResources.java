package io.lokstra.http;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Closes what a server was given to close. */
final class ManagedResources {
  private ManagedResources() {}

  /**
   * Closes all of these, last added first; one that fails is logged and keeps none from closing.
   */
  static void close(List<AutoCloseable> resources) {
    for (AutoCloseable resource : resources.reversed()) {
      try {
        resource.close();
      } catch (Throwable e) { // the others must be closed whatever this one does
        if (e instanceof InterruptedException) {
          Thread.currentThread().interrupt();
        }
        log().error("closing {} failed", resource.getClass().getName(), e);
      }
    }
  }

  private static Logger log() {
    return LoggerFactory.getLogger("io.lokstra.server");
  }
}
