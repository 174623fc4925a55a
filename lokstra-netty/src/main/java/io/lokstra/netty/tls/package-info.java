/**
 * Certificates and keys: read from their files, checked, chosen by the name a client asks for, and
 * read anew when the files change. On the JDK alone: no Netty.
 */
@NullMarked
package io.lokstra.netty.tls;

import org.jspecify.annotations.NullMarked;
