/** How requests get to a server and responses back; not for use outside the test kit. */
@NullMarked
package io.lokstra.testkit.internal;

import org.jspecify.annotations.NullMarked;
