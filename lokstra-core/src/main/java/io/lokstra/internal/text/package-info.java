/** Text from outside. */
@NullMarked
package io.lokstra.internal.text;

import org.jspecify.annotations.NullMarked;
