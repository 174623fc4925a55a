package io.lokstra.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lokstra.engine.EngineOptions;
import io.lokstra.engine.HttpEngine;
import io.lokstra.engine.HttpEngineProvider;
import io.lokstra.http.App;
import io.lokstra.http.ResponseHeaders;
import io.lokstra.http.Router;
import io.lokstra.http.RunningServer;
import io.lokstra.http.Server;
import io.lokstra.internal.memory.MemoryEngine;
import io.lokstra.internal.memory.MemoryReply;
import io.lokstra.internal.memory.MemoryRequest;
import java.io.IOException;
import java.util.Optional;

/** A server of these tests, without a port. */
final class InMemory implements AutoCloseable {
  private final MemoryEngine engine = new MemoryEngine();
  private final RunningServer running;

  /** A response, read whole. */
  record Answer(int status, ResponseHeaders headers, String body) {
    Optional<String> header(String name) {
      return headers.first(name);
    }
  }

  private InMemory(Server server, String... arguments) {
    running =
        server
            .engine(
                new HttpEngineProvider() {
                  @Override
                  public String name() {
                    return "memory";
                  }

                  @Override
                  public HttpEngine create(EngineOptions options) {
                    return engine;
                  }
                })
            .start(arguments);
  }

  static InMemory of(Router router) {
    return of(App.named("test", ":0").mount(router));
  }

  static InMemory of(App app) {
    return of(Server.named("test").app(app));
  }

  static InMemory of(Server server, String... arguments) {
    return new InMemory(server, arguments);
  }

  RunningServer running() {
    return running;
  }

  Answer get(String target) throws IOException {
    return send(MemoryRequest.of("GET", target));
  }

  Answer send(MemoryRequest request) throws IOException {
    return send("test", request);
  }

  Answer send(String app, MemoryRequest request) throws IOException {
    MemoryReply.Head head = begin(app, request).head();
    return new Answer(head.status(), head.headers(), new String(head.body().readAllBytes(), UTF_8));
  }

  /** Sends and does not wait. */
  MemoryReply begin(String app, MemoryRequest request) throws IOException {
    return engine.at(running.address(app)).orElseThrow().send(request);
  }

  MemoryReply begin(String target) throws IOException {
    return begin("test", MemoryRequest.of("GET", target));
  }

  @Override
  public void close() {
    running.close();
  }
}
