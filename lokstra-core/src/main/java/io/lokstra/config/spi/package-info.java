/**
 * What {@code lokstra-processor} writes for a record of options. Generated code uses it; a program
 * has no need to.
 */
@NullMarked
package io.lokstra.config.spi;

import org.jspecify.annotations.NullMarked;
