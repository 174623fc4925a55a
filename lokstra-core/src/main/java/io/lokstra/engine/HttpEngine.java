package io.lokstra.engine;

import java.io.IOException;

/**
 * An HTTP transport: binds addresses, reads requests, runs their calls and writes their responses.
 *
 * <p>One engine serves all listeners of one server; its threads are shared between them.
 * Thread-safe.
 */
public interface HttpEngine extends AutoCloseable {

  /**
   * What this engine is and how it runs, as the start log prints it: {@code "netty epoll, carried
   * virtual threads"}.
   */
  String description();

  /**
   * Binds {@code address} and begins to accept.
   *
   * @throws IOException when the address cannot be bound; the message names the address and the
   *     cause
   */
  Listener listen(ListenAddress address, HttpOptions options, HttpHandler handler)
      throws IOException;

  /**
   * Binds {@code address} and begins to accept connections with TLS.
   *
   * @throws IOException when the address cannot be bound, or the certificates cannot be used; the
   *     message names the file, what is wrong with it and what to do
   */
  default Listener listen(
      ListenAddress address, HttpOptions options, TlsOptions tls, HttpHandler handler)
      throws IOException {
    throw new IOException("the engine (" + description() + ") has no TLS");
  }

  /**
   * Binds {@code address} and begins to accept connections that are as {@code options} say.
   *
   * @throws IOException when the address cannot be bound, the certificates cannot be used, or this
   *     engine lacks what is asked for; the message says so
   */
  default Listener listen(ListenAddress address, ListenerOptions options, HttpHandler handler)
      throws IOException {
    if (options.proxyProtocol().isPresent()) {
      throw new IOException("the engine (" + description() + ") has no PROXY protocol");
    }
    return options.tls().isPresent()
        ? listen(address, options.http(), options.tls().get(), handler)
        : listen(address, options.http(), handler);
  }

  /** Releases the engine's threads. Listeners still open are closed by force. Idempotent. */
  @Override
  void close();
}
