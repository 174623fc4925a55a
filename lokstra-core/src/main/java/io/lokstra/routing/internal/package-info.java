/** The default router engine, and how typed segments are matched. */
@NullMarked
package io.lokstra.routing.internal;

import org.jspecify.annotations.NullMarked;
