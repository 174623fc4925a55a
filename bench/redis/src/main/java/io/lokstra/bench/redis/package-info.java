/** Redis clients side by side on virtual threads; see docs/decisions/0025. */
@org.jspecify.annotations.NullMarked
package io.lokstra.bench.redis;
