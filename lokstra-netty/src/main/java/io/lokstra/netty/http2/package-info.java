/**
 * HTTP/2 (RFC 9113) on byte arrays: frames, settings, header blocks, budgets. No I/O, no Netty:
 * what is here can be tested by itself.
 */
@NullMarked
package io.lokstra.netty.http2;

import org.jspecify.annotations.NullMarked;
