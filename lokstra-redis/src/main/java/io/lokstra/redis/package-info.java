/** Redis as a service; {@link io.lokstra.redis.Redis} is where a reader begins. */
@org.jspecify.annotations.NullMarked
package io.lokstra.redis;
