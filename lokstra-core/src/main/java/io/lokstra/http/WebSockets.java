package io.lokstra.http;

import io.lokstra.internal.websocket.Sessions;
import io.lokstra.websocket.WebSocketOptions;

/**
 * What the WebSocket routes of one server share.
 *
 * @param options what holds where a route does not say otherwise
 * @param sessions the open ones
 * @param inputs how JSON is read and written
 */
record WebSockets(WebSocketOptions options, Sessions sessions, Inputs inputs) {}
