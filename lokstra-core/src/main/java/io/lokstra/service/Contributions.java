package io.lokstra.service;

import io.lokstra.http.Hook;
import io.lokstra.http.MiddlewareFactory;
import io.lokstra.http.ResponseHook;

/** What a {@link LokstraModule} can add to a server. */
public interface Contributions {

  /** A type of service; see {@link Services#type(String, Class, ServiceFactory)}. */
  <C extends Record> Contributions type(
      String type, Class<C> config, ServiceFactory<? super C, ?> factory);

  /** A type of service that has no configuration. */
  Contributions type(String type, ServiceFactory.Plain<?> factory);

  /**
   * Middleware, to be used by name and configured under {@code middleware.<name>}.
   *
   * @param name lower-case letters, digits and dashes
   */
  <C extends Record> Contributions middleware(
      String name, Class<C> options, MiddlewareFactory<? super C> factory);

  /** Is run before the services start; what it throws keeps the server from starting. */
  Contributions beforeStart(Hook<? super ServiceDirectory> hook);

  /** Is run when the server listens; what it throws stops it again. */
  Contributions afterStart(Hook<? super ServiceDirectory> hook);

  /** Is run when the server is told to stop, before anything does. */
  Contributions beforeStop(Hook<? super ServiceDirectory> hook);

  /** Is run after each response. */
  Contributions afterResponse(ResponseHook hook);
}
