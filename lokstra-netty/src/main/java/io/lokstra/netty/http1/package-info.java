/**
 * HTTP/1.1 on byte arrays (RFC 9112): strict reading, direct writing. No I/O, no Netty: what is
 * here can be fuzzed and tested by itself.
 */
@NullMarked
package io.lokstra.netty.http1;

import org.jspecify.annotations.NullMarked;
