/** Connections through a proxy that has faults. */
@NullMarked
package io.lokstra.testkit.internal.fault;

import org.jspecify.annotations.NullMarked;
