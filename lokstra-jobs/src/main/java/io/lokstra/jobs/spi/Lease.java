package io.lokstra.jobs.spi;

/**
 * The right to end a job.
 *
 * @param id the job
 * @param queue its queue
 * @param token grows with every lease of the job; only the newest one's holder may end it
 */
public record Lease(String id, String queue, long token) {}
