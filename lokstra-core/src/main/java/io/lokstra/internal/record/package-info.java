/** What records, their components and their types look like, read once; and text to values. */
@NullMarked
package io.lokstra.internal.record;

import org.jspecify.annotations.NullMarked;
