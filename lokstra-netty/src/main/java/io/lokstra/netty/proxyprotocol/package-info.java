/** The PROXY protocol, versions 1 and 2: who stands behind a load balancer. */
@NullMarked
package io.lokstra.netty.proxyprotocol;

import org.jspecify.annotations.NullMarked;
