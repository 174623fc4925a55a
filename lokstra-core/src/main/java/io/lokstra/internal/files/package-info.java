/** Files served to clients: where they are found, what is known of them, how they are answered. */
@NullMarked
package io.lokstra.internal.files;

import org.jspecify.annotations.NullMarked;
