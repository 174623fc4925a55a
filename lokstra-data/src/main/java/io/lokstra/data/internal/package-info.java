/** How the pool does it; no part of the API. */
@NullMarked
package io.lokstra.data.internal;

import org.jspecify.annotations.NullMarked;
