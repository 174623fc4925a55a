/** Options as records, read strictly from environment and command line. */
@NullMarked
package io.lokstra.config;

import org.jspecify.annotations.NullMarked;
