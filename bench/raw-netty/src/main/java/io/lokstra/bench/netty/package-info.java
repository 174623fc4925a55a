/** Servers on Netty alone, written as Netty's own examples are. */
@NullMarked
package io.lokstra.bench.netty;

import org.jspecify.annotations.NullMarked;
