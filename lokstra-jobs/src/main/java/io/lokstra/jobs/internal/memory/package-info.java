/** The back end in the memory of this process. */
@NullMarked
package io.lokstra.jobs.internal.memory;

import org.jspecify.annotations.NullMarked;
