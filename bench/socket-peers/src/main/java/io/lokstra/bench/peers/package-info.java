/** Vert.x and Javalin, each with an echo and a broadcast. */
@NullMarked
package io.lokstra.bench.peers;

import org.jspecify.annotations.NullMarked;
