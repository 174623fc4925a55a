package io.lokstra.redis.internal;

import io.lokstra.config.Default;
import io.lokstra.config.Options;

/**
 * Which part of a Redis is meant.
 *
 * @param namespace what all keys begin with, behind the namespace of the Redis itself
 */
@Options
public record NamespaceOptions(@Default("") String namespace) {}
