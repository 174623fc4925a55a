/** Binds requests to records: compiled once for each route, all errors at once. */
@NullMarked
package io.lokstra.internal.bind;

import org.jspecify.annotations.NullMarked;
