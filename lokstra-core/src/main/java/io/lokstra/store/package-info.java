/**
 * What several instances of a service share: values under keys, caches, locks, messages and limits.
 * The forms in the memory of one process are here; those in Redis are in the module {@code
 * lokstra-redis}. A program names the interfaces alone, and configuration chooses.
 */
@org.jspecify.annotations.NullMarked
package io.lokstra.store;
