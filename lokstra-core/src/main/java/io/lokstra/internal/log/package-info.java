/**
 * What a line of the log is given besides what its writer says; shared with {@code lokstra-log}.
 */
@NullMarked
package io.lokstra.internal.log;

import org.jspecify.annotations.NullMarked;
