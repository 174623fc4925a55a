package io.lokstra.jobs.spi;

import io.lokstra.jobs.UniqueScope;
import java.time.Duration;

/**
 * What keeps another job from being enqueued.
 *
 * @param key of all queues of a back end; at most 200 characters
 * @param scope for how long
 * @param period for a scope of a period; else nothing
 */
public record Unique(String key, UniqueScope scope, Duration period) {}
