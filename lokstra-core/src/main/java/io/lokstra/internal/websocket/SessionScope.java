package io.lokstra.internal.websocket;

import io.lokstra.engine.RouteHandle;
import io.lokstra.http.RequestContext;
import io.lokstra.json.Json;

/** What a session has of the server it is in, and of the request it began with. */
public interface SessionScope {

  /** The request. */
  RequestContext context();

  /** What the threads of the session are called by. */
  RouteHandle route();

  /** How JSON is read and written. */
  Json json();

  /** Runs {@code task} in the scope of the request. */
  void run(Runnable task);

  /** Stops what runs: the client is gone. */
  void abandon();

  /** What runs from now on is not stopped by what stopped things before. */
  void renew();
}
