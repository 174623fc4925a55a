/**
 * The standard middleware. Each is made by {@code create()}, or by {@code create(options -> …)}
 * from its record of options, and is registered under its name for configuration.
 */
@NullMarked
package io.lokstra.middleware;

import org.jspecify.annotations.NullMarked;
