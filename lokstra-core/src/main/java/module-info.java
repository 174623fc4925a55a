/**
 * Server, apps, routing, binding, responses, middleware and configuration.
 *
 * <p>{@link io.lokstra.http} is where a reader begins: it holds everything an application's first
 * page names. What stands beside it is narrow: {@link io.lokstra.bind} says where a value is read
 * from, {@link io.lokstra.middleware} is the standard middleware, {@link io.lokstra.engine} is what
 * an HTTP engine implements.
 */
@SuppressWarnings("module") // internals are exported to modules of ours that are built later
module io.lokstra.core {
  requires transitive org.jspecify;
  requires transitive jakarta.validation;
  requires org.slf4j;
  requires tools.jackson.core;
  requires tools.jackson.databind;
  requires org.snakeyaml.engine;
  requires jdk.unsupported;

  exports io.lokstra.http;
  exports io.lokstra.engine;
  exports io.lokstra.events;
  exports io.lokstra.bind;
  exports io.lokstra.json;
  exports io.lokstra.config;
  exports io.lokstra.log;
  exports io.lokstra.dev;
  exports io.lokstra.middleware;
  exports io.lokstra.routing;
  exports io.lokstra.service;
  exports io.lokstra.store;
  exports io.lokstra.upload;
  exports io.lokstra.websocket;
  exports io.lokstra.config.spi;
  exports io.lokstra.internal.websocket to
      io.lokstra.testkit;
  exports io.lokstra.internal.log to
      io.lokstra.logging;
  exports io.lokstra.internal.memory to
      io.lokstra.testkit;
  exports io.lokstra.internal.store to
      io.lokstra.redis;
  exports io.lokstra.internal.web to
      io.lokstra.netty;

  uses io.lokstra.config.ValueProvider;
  uses io.lokstra.dev.DevServiceProvider;
  uses io.lokstra.engine.HttpEngineProvider;
  uses io.lokstra.service.LokstraModule;
}
