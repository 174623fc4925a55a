/**
 * WebSocket (RFC 6455): what a route does with a connection ({@link
 * io.lokstra.websocket.WebSocket}), one connection ({@link io.lokstra.websocket.WebSocketSession}),
 * many of them ({@link io.lokstra.websocket.Topics}).
 */
@NullMarked
package io.lokstra.websocket;

import org.jspecify.annotations.NullMarked;
