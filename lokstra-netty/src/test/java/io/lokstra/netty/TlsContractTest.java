package io.lokstra.netty;

import io.lokstra.engine.EngineOptions.CarriedThreads;
import io.lokstra.engine.HttpEngine;
import io.lokstra.engine.TlsOptions;
import io.lokstra.netty.tls.TestCertificates;
import io.lokstra.testkit.engine.HttpEngineContract;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The contract of an engine, by a client that speaks HTTP/1.1 over TLS. */
class TlsContractTest implements HttpEngineContract {
  @TempDir static Path folder;

  private static TlsOptions certificate;

  @BeforeAll
  static void makeCertificate() throws Exception {
    TestCertificates made = new TestCertificates(folder).pair("contract", "EC", "dns:localhost");
    certificate = TlsOptions.pem(made.certificatePem("contract"), made.keyPem("contract"));
  }

  @Override
  public HttpEngine engine() {
    return new NettyEngine(Running.engine(CarriedThreads.REQUIRED));
  }

  @Override
  public Optional<TlsOptions> tls() {
    return Optional.of(certificate);
  }
}
