package io.lokstra.engine;

import java.util.Optional;

/**
 * All that is said of a listener beside its address.
 *
 * @param http limits and times
 * @param tls encrypts its connections
 * @param proxyProtocol has its connections begin with who the client is, before TLS
 */
public record ListenerOptions(
    HttpOptions http, Optional<TlsOptions> tls, Optional<ProxyProtocolOptions> proxyProtocol) {}
