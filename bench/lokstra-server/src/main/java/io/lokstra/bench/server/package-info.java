/** Lokstra with handlers that wait. */
@NullMarked
package io.lokstra.bench.server;

import org.jspecify.annotations.NullMarked;
