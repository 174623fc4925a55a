/** Stores in memory, and what stores in memory and in Redis have in common. */
@org.jspecify.annotations.NullMarked
package io.lokstra.internal.store;
