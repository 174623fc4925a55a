/** How dev services are found, started, shared and ended. */
@NullMarked
package io.lokstra.devservices.internal;

import org.jspecify.annotations.NullMarked;
