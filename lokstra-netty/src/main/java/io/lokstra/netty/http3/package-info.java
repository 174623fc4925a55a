/**
 * What HTTP/3 looks like on a stream (RFC 9114, RFC 9204): frames, field sections, errors. Works on
 * arrays and knows nothing of the transport.
 */
@NullMarked
package io.lokstra.netty.http3;

import org.jspecify.annotations.NullMarked;
