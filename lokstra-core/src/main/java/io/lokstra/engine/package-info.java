/**
 * What an HTTP engine implements and what it is given: the border between the transport and the
 * framework.
 *
 * <p>An {@link io.lokstra.engine.HttpEngine} turns bytes into {@link io.lokstra.engine.Exchange}s
 * and {@link io.lokstra.http.Response}s into bytes. It knows nothing of routes; the framework knows
 * nothing of sockets. The contract between the two is tested by the kit in {@code lokstra-testkit},
 * which every engine runs.
 */
@NullMarked
package io.lokstra.engine;

import org.jspecify.annotations.NullMarked;
