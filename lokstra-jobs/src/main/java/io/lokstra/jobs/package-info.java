/**
 * Jobs and schedules: {@link io.lokstra.jobs.Jobs} registers handlers, enqueues, runs and manages.
 */
@NullMarked
package io.lokstra.jobs;

import org.jspecify.annotations.NullMarked;
