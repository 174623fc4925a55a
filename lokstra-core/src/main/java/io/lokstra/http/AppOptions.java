package io.lokstra.http;

import io.lokstra.config.Options;
import io.lokstra.engine.ListenAddress;
import io.lokstra.engine.ProxyProtocolOptions;
import io.lokstra.engine.TlsOptions;
import java.util.Optional;

/**
 * What configuration says of an app; keys under {@code apps.<name>}.
 *
 * @param name the app's name
 * @param listen where it is served: {@code :8080}, {@code host:8080}, {@code unix:/run/app.sock};
 *     port 0 lets the system choose
 * @param tls encrypts it; not unless said
 * @param proxyProtocol has its connections begin with who the client is; not unless said
 */
@Options
record AppOptions(
    String name,
    ListenAddress listen,
    Optional<TlsOptions> tls,
    Optional<ProxyProtocolOptions> proxyProtocol) {}
