/**
 * What every store, cache, lock, channel and limiter must do, wherever it keeps what it has. The
 * test class of one implements the interface and gives what is under test. Needs JUnit and AssertJ.
 */
@org.jspecify.annotations.NullMarked
package io.lokstra.testkit.store;
