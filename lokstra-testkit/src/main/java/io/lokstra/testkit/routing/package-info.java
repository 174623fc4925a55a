/**
 * The contract of a router engine, as tests: {@link
 * io.lokstra.testkit.routing.RouterEngineContract} is implemented by the test class of an engine
 * and brings them along.
 */
@NullMarked
package io.lokstra.testkit.routing;

import org.jspecify.annotations.NullMarked;
