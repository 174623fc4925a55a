/** Streams of events while they are open. */
@NullMarked
package io.lokstra.internal.events;

import org.jspecify.annotations.NullMarked;
