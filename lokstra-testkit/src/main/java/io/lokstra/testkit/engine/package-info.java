/**
 * The contract of an HTTP engine, as tests: {@link io.lokstra.testkit.engine.HttpEngineContract} is
 * implemented by the test class of an engine and brings all of them along.
 */
@NullMarked
package io.lokstra.testkit.engine;

import org.jspecify.annotations.NullMarked;
