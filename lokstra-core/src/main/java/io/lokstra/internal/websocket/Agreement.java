package io.lokstra.internal.websocket;

import io.lokstra.websocket.WebSocket;
import io.lokstra.websocket.WebSocketOptions;
import java.util.Optional;

/**
 * What both ends agreed on, and what is done with the connection.
 *
 * @param socket what is done with it
 * @param options limits and times
 * @param protocol the subprotocol, empty without one
 * @param packing packs messages, where that was agreed on
 */
record Agreement(
    WebSocket socket, WebSocketOptions options, String protocol, Optional<Packing> packing) {}
