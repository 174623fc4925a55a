/**
 * Measures servers side by side: {@link io.lokstra.bench.Quick} what a request costs, {@link
 * io.lokstra.bench.Start} how long a program takes to its first answer, {@link
 * io.lokstra.bench.Idle} what connections that wait cost.
 */
@NullMarked
package io.lokstra.bench;

import org.jspecify.annotations.NullMarked;
