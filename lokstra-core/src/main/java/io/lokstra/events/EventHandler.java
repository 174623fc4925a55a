package io.lokstra.events;

/** Fills one stream of events. */
@FunctionalInterface
public interface EventHandler {

  /**
   * Sends events until there are no more; runs in the request's thread and scope and may wait as
   * long as it likes. The stream ends when it returns. When the client goes away or the server
   * stops, the thread is interrupted, and what it throws then is no error.
   */
  void stream(EventStream events) throws Exception;
}
