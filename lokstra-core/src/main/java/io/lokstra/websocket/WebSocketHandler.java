package io.lokstra.websocket;

import io.lokstra.http.RequestContext;

/**
 * Decides what a connection is for. It runs as any handler does, inside all middleware: what it
 * throws is the answer, and nothing has been agreed to yet.
 */
@FunctionalInterface
public interface WebSocketHandler {

  /** What to do with the connection that {@code ctx} asks for. */
  WebSocket open(RequestContext ctx) throws Exception;
}
