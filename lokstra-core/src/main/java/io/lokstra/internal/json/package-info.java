/** How JSON is written and read. */
@NullMarked
package io.lokstra.internal.json;

import org.jspecify.annotations.NullMarked;
