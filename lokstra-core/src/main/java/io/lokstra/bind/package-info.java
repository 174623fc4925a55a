/** Where the components of an input are read from, and how text becomes a value. */
@NullMarked
package io.lokstra.bind;

import org.jspecify.annotations.NullMarked;
