package io.lokstra.testkit;

import io.lokstra.engine.EngineOptions;
import io.lokstra.engine.HttpEngine;
import io.lokstra.engine.HttpEngineProvider;
import io.lokstra.engine.ListenAddress;
import io.lokstra.http.App;
import io.lokstra.http.Router;
import io.lokstra.http.RunningServer;
import io.lokstra.http.Server;
import io.lokstra.internal.memory.MemoryEngine;
import io.lokstra.testkit.internal.FreePortEngine;
import io.lokstra.testkit.internal.Transport;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;

/**
 * A server for the length of a test, and the client of its first app.
 *
 * <pre>{@code
 * try (TestServer server = TestServer.of(router)) {
 *   server.get("/todos?page=2").send().expectStatus(200).expectJson("meta.total", 3);
 * }
 * }</pre>
 *
 * <p>It is called in memory unless {@link Via#OVER_THE_WIRE} is asked for, or {@code
 * -Dlokstra.test=wire} is set for the whole run; either way no address of the apps is taken. In a
 * JUnit test a field is closed by JUnit's {@code @AutoClose}. Thread-safe.
 */
public final class TestServer implements TestClient, AutoCloseable {
  private final RunningServer running;
  private final Optional<MemoryEngine> memory;
  private final String firstApp;

  private TestServer(RunningServer running, Optional<MemoryEngine> memory, String firstApp) {
    this.running = running;
    this.memory = memory;
    this.firstApp = firstApp;
  }

  /** Serves one router at the root of one app. */
  public static TestServer of(Router router) {
    return of(router, Via.IN_MEMORY);
  }

  /** Serves one router at the root of one app. */
  public static TestServer of(Router router, Via via) {
    return of(App.named("test", ":0").mount(router), via);
  }

  /** Serves one app. */
  public static TestServer of(App app) {
    return of(app, Via.IN_MEMORY);
  }

  /** Serves one app. */
  public static TestServer of(App app, Via via) {
    return of(Server.named("test").app(app), via);
  }

  /** Starts a server as it is, but for its engine and its addresses, which are the test's. */
  public static TestServer of(Server server) {
    return of(server, Via.IN_MEMORY);
  }

  /** Starts a server as it is, but for its engine and its addresses, which are the test's. */
  public static TestServer of(Server server, Via via) {
    return switch (Via.or(via)) {
      case IN_MEMORY -> {
        MemoryEngine engine = new MemoryEngine();
        yield start(server, provider("memory", _ -> engine), Optional.of(engine));
      }
      case OVER_THE_WIRE -> overTheWire(server, installed());
    };
  }

  /** Over the wire on the engine of {@code provider}. */
  static TestServer overTheWire(Server server, HttpEngineProvider provider) {
    return start(
        server,
        provider(provider.name(), options -> new FreePortEngine(provider.create(options))),
        Optional.empty());
  }

  private static TestServer start(
      Server server, HttpEngineProvider provider, Optional<MemoryEngine> memory) {
    RunningServer running = server.engine(provider).start("--mode=test");
    return new TestServer(running, memory, running.apps().getFirst());
  }

  private static HttpEngineProvider installed() {
    List<HttpEngineProvider> all =
        ServiceLoader.load(HttpEngineProvider.class).stream()
            .map(ServiceLoader.Provider::get)
            .toList();
    if (all.size() != 1) {
      throw new IllegalStateException(
          "a test over the wire needs one HTTP engine, and there are "
              + all.stream().map(HttpEngineProvider::name).toList()
              + "; have io.lokstra:lokstra-netty alone among the dependencies");
    }
    return all.getFirst();
  }

  private static HttpEngineProvider provider(
      String name, java.util.function.Function<EngineOptions, HttpEngine> create) {
    return new HttpEngineProvider() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public HttpEngine create(EngineOptions options) {
        return create.apply(options);
      }
    };
  }

  @Override
  public TestRequest request(String method, String target) {
    return app(firstApp).request(method, target);
  }

  /**
   * The client of another app.
   *
   * @throws IllegalArgumentException when there is no app of that name
   */
  public TestClient app(String name) {
    Transport transport = transport(running.address(name));
    return (method, target) -> new TestRequest(transport, method, target);
  }

  /** The server itself: its routes, its addresses, its end. */
  public RunningServer running() {
    return running;
  }

  /**
   * A new connection to the first app, to send bytes on.
   *
   * @throws IllegalStateException when the server is in memory
   */
  public RawClient raw() {
    if (memory.isPresent()) {
      throw new IllegalStateException(
          "there are no bytes in memory; ask for the server with " + Via.OVER_THE_WIRE);
    }
    return RawClient.connect(running.address(firstApp));
  }

  private Transport transport(ListenAddress address) {
    return memory
        .map(engine ->
            Transport.to(
                engine
                    .at(address)
                    .orElseThrow(() -> new IllegalStateException("the server is stopped"))))
        .orElseGet(() -> Transport.to(address));
  }

  /** Stops the server, as {@link RunningServer#close()}. */
  @Override
  public void close() {
    running.close();
  }
}
