/** The SLF4J provider of Lokstra. */
@NullMarked
package io.lokstra.logging;

import org.jspecify.annotations.NullMarked;
