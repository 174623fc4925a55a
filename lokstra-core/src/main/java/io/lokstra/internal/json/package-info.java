/** Reads JSON straight into records and writes it straight from them. */
@NullMarked
package io.lokstra.internal.json;

import org.jspecify.annotations.NullMarked;
