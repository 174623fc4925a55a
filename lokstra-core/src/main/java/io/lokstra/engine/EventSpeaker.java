package io.lokstra.engine;

import io.lokstra.http.ResponseBody;
import java.io.IOException;

/**
 * Speaks a protocol that HTTP was left for, driven by events: a connection that is silent holds no
 * thread. An engine that has no events for it calls {@link #speak}, which does the same with
 * threads.
 */
public interface EventSpeaker extends ResponseBody.Upgrade.Speaker {

  /** Takes the connection, after the 101. I/O thread, must not block. */
  ConnectionEvents begin(EventConnection connection);

  @Override
  default void speak(Duplex connection) throws IOException {
    DuplexEvents.serve(this, connection);
  }
}
