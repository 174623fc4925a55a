/**
 * Networks that fail: {@link io.lokstra.testkit.fault.FaultProxy} stands between a client and a
 * server and does to their connections what networks do.
 */
@NullMarked
package io.lokstra.testkit.fault;

import org.jspecify.annotations.NullMarked;
