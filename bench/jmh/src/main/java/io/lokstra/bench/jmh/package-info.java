/** Micro-benchmarks. */
@NullMarked
package io.lokstra.bench.jmh;

import org.jspecify.annotations.NullMarked;
