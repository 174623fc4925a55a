/** Keeps the pages, the README and the project's scripts true. */
@NullMarked
package io.lokstra.docs;

import org.jspecify.annotations.NullMarked;
