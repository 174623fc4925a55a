package io.lokstra.jobs.spi;

import java.time.Duration;
import java.util.Optional;

/**
 * What maintenance did.
 *
 * @param promoted how many jobs became due
 * @param recovered how many jobs of lost workers were taken back
 * @param crashed how many of lost workers were one too many, and are dead
 * @param nextDue when the next job becomes due, if that is known
 */
public record Maintained(int promoted, int recovered, int crashed, Optional<Duration> nextDue) {}
