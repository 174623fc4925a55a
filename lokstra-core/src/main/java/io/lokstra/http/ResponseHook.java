package io.lokstra.http;

import io.lokstra.engine.Outcome;

/** Something to be done after each response. Thread-safe: many responses end at once. */
@FunctionalInterface
public interface ResponseHook {
  /**
   * Does it. The client has its response; the body of the request is gone.
   *
   * @param ctx the request, for what its head said and for its attributes
   * @param outcome how the response ended
   */
  void run(RequestContext ctx, Outcome outcome) throws Exception;
}
