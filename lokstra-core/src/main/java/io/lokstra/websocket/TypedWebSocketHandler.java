package io.lokstra.websocket;

import io.lokstra.http.RequestContext;

/**
 * Decides what a connection is for, from input that was bound and validated before.
 *
 * @param <T> the input, most often a record; from path, query, header fields and cookies
 */
@FunctionalInterface
public interface TypedWebSocketHandler<T> {

  /** What to do with the connection that {@code ctx} asks for. */
  WebSocket open(RequestContext ctx, T input) throws Exception;
}
