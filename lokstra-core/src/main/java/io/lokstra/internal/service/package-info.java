/** Makes services out of what is registered and configured, and starts and stops them. */
@NullMarked
package io.lokstra.internal.service;

import org.jspecify.annotations.NullMarked;
