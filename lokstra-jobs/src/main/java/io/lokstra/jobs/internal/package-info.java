/** How jobs are run, and the back end in memory. */
@NullMarked
package io.lokstra.jobs.internal;

import org.jspecify.annotations.NullMarked;
