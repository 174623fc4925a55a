package io.lokstra.http;

import io.lokstra.config.Default;
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
 * @param trailingSlash what a slash too many or too few at the end of a path means
 * @param format the shape of data and errors; as the program says unless said
 * @param health whether it answers {@code /health/live} and {@code /health/ready}
 * @param offLoop whether none of its handlers runs on an event loop
 * @param enabled whether it is served
 */
@Options
record AppOptions(
    String name,
    ListenAddress listen,
    Optional<TlsOptions> tls,
    Optional<ProxyProtocolOptions> proxyProtocol,
    @Default("strict") TrailingSlash trailingSlash,
    Optional<Format> format,
    @Default("true") boolean health,
    @Default("false") boolean offLoop,
    @Default("true") boolean enabled) {

  /** The shapes of answers that have a name. */
  enum Format {
    /** An envelope. */
    LOKSTRA,
    /** RFC 9457. */
    PROBLEM,
    /** Bare data. */
    PLAIN;

    /** The formatter. */
    ResponseFormatter formatter() {
      return switch (this) {
        case LOKSTRA -> ResponseFormatter.lokstra();
        case PROBLEM -> ResponseFormatter.problem();
        case PLAIN -> ResponseFormatter.plain();
      };
    }
  }
}
