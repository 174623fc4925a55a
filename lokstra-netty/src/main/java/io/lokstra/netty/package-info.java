/**
 * The HTTP engine on Netty: listeners, connections, exchanges.
 *
 * <p>Bytes are read and written by {@link io.lokstra.netty.Connection} on its event loop; {@code
 * io.lokstra.netty.http1} turns them into heads and bodies and knows nothing of Netty; {@code
 * io.lokstra.netty.threads} runs the calls.
 */
@NullMarked
package io.lokstra.netty;

import org.jspecify.annotations.NullMarked;
