package io.lokstra.engine;

import io.lokstra.http.Response;

/** What an engine calls for each request of one listener. Thread-safe. */
public interface HttpHandler {

  /**
   * Finds what will answer this request. Called on an I/O thread once the head is read and before
   * any of the body, and must not block. Never throws: what is wrong with a well-framed request is
   * a call that answers so.
   */
  Call prepare(Exchange exchange);

  /**
   * The response to a request whose call does not run: its head is malformed, too large or too
   * slow, or it is one too many. What is wrong with a body is for its call to say. Called on an I/O
   * thread; must not block. Its body is bytes.
   */
  Response refuse(Refusal refusal);
}
