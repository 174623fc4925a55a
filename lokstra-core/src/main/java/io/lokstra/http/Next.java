package io.lokstra.http;

/** What a middleware wraps. */
@FunctionalInterface
public interface Next {

  /**
   * The response of everything inside. Never throws: an exception in there is already the response
   * it became, with that exception as its {@link Response#cause()}.
   */
  Response handle(RequestContext ctx);
}
