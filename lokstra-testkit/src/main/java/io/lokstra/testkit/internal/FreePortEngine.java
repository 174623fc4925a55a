package io.lokstra.testkit.internal;

import io.lokstra.engine.HttpEngine;
import io.lokstra.engine.HttpHandler;
import io.lokstra.engine.HttpOptions;
import io.lokstra.engine.ListenAddress;
import io.lokstra.engine.Listener;
import io.lokstra.engine.TlsOptions;
import java.io.IOException;

/**
 * Puts a free port of the loopback in the place of every TCP address, so that tests run beside each
 * other and beside the application itself.
 *
 * @param engine does everything else
 */
public record FreePortEngine(HttpEngine engine) implements HttpEngine {
  @Override
  public String description() {
    return engine.description();
  }

  @Override
  public Listener listen(ListenAddress address, HttpOptions options, HttpHandler handler)
      throws IOException {
    return engine.listen(free(address), options, handler);
  }

  @Override
  public Listener listen(
      ListenAddress address, HttpOptions options, TlsOptions tls, HttpHandler handler)
      throws IOException {
    return engine.listen(free(address), options, tls, handler);
  }

  private static ListenAddress free(ListenAddress address) {
    return address instanceof ListenAddress.Tcp ? new ListenAddress.Tcp("127.0.0.1", 0) : address;
  }

  @Override
  public void close() {
    engine.close();
  }
}
