/** A client of HTTP/2 that is independent of every engine (RFC 9113, RFC 7541). */
@NullMarked
package io.lokstra.testkit.internal.http2;

import org.jspecify.annotations.NullMarked;
