/** Frames, messages and sessions of WebSocket (RFC 6455), whatever carries them. */
@NullMarked
package io.lokstra.internal.websocket;

import org.jspecify.annotations.NullMarked;
