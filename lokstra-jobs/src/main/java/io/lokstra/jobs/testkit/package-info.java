/**
 * The contract of a back end: {@link io.lokstra.jobs.testkit.JobBackendContract}. Needs JUnit and
 * AssertJ.
 */
@NullMarked
package io.lokstra.jobs.testkit;

import org.jspecify.annotations.NullMarked;
