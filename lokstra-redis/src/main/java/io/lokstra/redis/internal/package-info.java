/** What this module contributes to a server. */
@org.jspecify.annotations.NullMarked
package io.lokstra.redis.internal;
