package io.lokstra.http;

import io.lokstra.engine.CancelReason;
import io.lokstra.engine.RouteHandle;
import io.lokstra.internal.websocket.SessionScope;
import io.lokstra.json.Json;

/**
 * The scope of a request that went on as a session.
 *
 * @param request the request
 * @param route what the session's threads are called by
 * @param inputs how JSON is read and written
 */
record RequestScope(ActiveRequest request, RouteHandle route, Inputs inputs)
    implements SessionScope {
  @Override
  public RequestContext context() {
    return request;
  }

  @Override
  public Json json() {
    return inputs.json();
  }

  @Override
  public void run(Runnable task) {
    request.goOn(task);
  }

  @Override
  public void abandon() {
    request.cancel(CancelReason.CLIENT_GONE);
  }

  @Override
  public void renew() {
    request.renewCancellation();
  }
}
