/**
 * Server-sent events: what is sent, the stream it is sent on, and one source for many streams.
 *
 * <p>{@link io.lokstra.http.RequestContext#events} is where a stream begins.
 */
@NullMarked
package io.lokstra.events;

import org.jspecify.annotations.NullMarked;
