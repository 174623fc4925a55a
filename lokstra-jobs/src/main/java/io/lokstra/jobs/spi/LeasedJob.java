package io.lokstra.jobs.spi;

import java.time.Duration;
import java.util.Optional;

/**
 * A job that a worker has for a while.
 *
 * @param spec the job
 * @param lease the right to end it
 * @param attempt which attempt this is, from 1
 * @param left how much of its time is left, by the clock of the back end, if it has a deadline
 */
public record LeasedJob(JobSpec spec, Lease lease, int attempt, Optional<Duration> left) {}
