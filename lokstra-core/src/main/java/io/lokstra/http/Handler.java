package io.lokstra.http;

/**
 * Answers a request. Blocking is fine: a handler runs on a virtual thread of its own.
 *
 * <p>What it returns is the answer: a {@link Response} as it is; an {@link java.util.Optional} that
 * is empty as 404; a {@link java.util.concurrent.CompletionStage} as what it completes with;
 * anything else as data, in the application's success envelope with status 200.
 */
@FunctionalInterface
public interface Handler {

  /** Answers {@code ctx}; an exception becomes a response by the application's error rules. */
  Object handle(RequestContext ctx) throws Exception;
}
