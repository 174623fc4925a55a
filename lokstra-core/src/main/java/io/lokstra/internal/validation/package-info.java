/** What must hold for a value wherever it comes from, and what was found to be wrong. */
@NullMarked
package io.lokstra.internal.validation;

import org.jspecify.annotations.NullMarked;
