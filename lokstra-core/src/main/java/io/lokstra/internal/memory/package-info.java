/**
 * An HTTP engine without a network: requests and responses are handed over as values. The test kit
 * and the tests of this module run on it.
 */
@NullMarked
package io.lokstra.internal.memory;

import org.jspecify.annotations.NullMarked;
