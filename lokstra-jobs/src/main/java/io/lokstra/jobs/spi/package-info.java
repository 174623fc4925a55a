/**
 * What a back end of jobs implements: {@link io.lokstra.jobs.spi.JobBackend}, and the values it is
 * asked with. {@code io.lokstra.jobs.testkit} is the contract it has to pass.
 */
@NullMarked
package io.lokstra.jobs.spi;

import org.jspecify.annotations.NullMarked;
