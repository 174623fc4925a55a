/** Tests an application in memory or over the wire, and what is plugged into it by its contract. */
@NullMarked
package io.lokstra.testkit;

import org.jspecify.annotations.NullMarked;
