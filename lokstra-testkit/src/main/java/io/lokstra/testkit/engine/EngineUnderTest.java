package io.lokstra.testkit.engine;

import io.lokstra.engine.HttpEngine;
import io.lokstra.engine.TlsOptions;
import java.util.Optional;

/** What the tests of the contract are given. */
public interface EngineUnderTest {

  /** A new engine; the test closes it. */
  HttpEngine engine();

  /** What the client of the tests speaks with an engine that has sockets; HTTP/1.1 unless said. */
  default Protocol protocol() {
    return Protocol.HTTP_1_1;
  }

  /**
   * The certificate, for {@code localhost}, of listeners that are to be reached with TLS; without
   * one they are reached without.
   */
  default Optional<TlsOptions> tls() {
    return Optional.empty();
  }

  /** What a client speaks. */
  enum Protocol {
    /** RFC 9112, a connection for each request. */
    HTTP_1_1,
    /** RFC 9113, by ALPN or by prior knowledge, many requests on a connection. */
    HTTP_2
  }
}
