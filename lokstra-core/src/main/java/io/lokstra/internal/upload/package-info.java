/** Reads forms with files, and keeps the files until their request has ended. */
@NullMarked
package io.lokstra.internal.upload;

import org.jspecify.annotations.NullMarked;
