package io.lokstra.jobs.spi;

/**
 * How many jobs of a queue with the same key may run at once, over all processes.
 *
 * @param key the key, at most 200 characters
 * @param most how many; what the last job with the key said counts
 */
public record KeyLimit(String key, int most) {}
