/**
 * Where a request's virtual thread runs: its first run on the event loop of its connection where
 * that is allowed and wise, everything else on the JDK's scheduler.
 */
@NullMarked
package io.lokstra.netty.threads;

import org.jspecify.annotations.NullMarked;
