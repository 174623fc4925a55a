/**
 * Servers that are started for development and tests, where a configuration asks for one by name:
 * {@code url: dev:postgresql}.
 *
 * <p>{@link io.lokstra.dev.DevServices} is what a service calls that can use one, {@link
 * io.lokstra.dev.DevServiceProvider} is what starts them; the module {@code lokstra-devservices}
 * has those for PostgreSQL and Redis.
 */
@NullMarked
package io.lokstra.dev;

import org.jspecify.annotations.NullMarked;
