package io.lokstra.http;

import io.lokstra.engine.HttpEngine;
import io.lokstra.engine.ListenAddress;
import io.lokstra.engine.Listener;
import io.lokstra.engine.Listener.Stuck;
import io.lokstra.internal.events.EventStreams;
import io.lokstra.internal.text.Printable;
import io.lokstra.internal.upload.UploadStore;
import io.lokstra.service.ServiceDirectory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A server that is listening. Thread-safe. */
public final class RunningServer implements AutoCloseable {

  /** What serves the apps of one address, with TLS or without. */
  record Bound(Site site, Listener listener, boolean tls) {
    List<App> apps() {
      return site.table().apps();
    }
  }

  private final Server server;
  private final ServerOptions options;
  private final HttpEngine engine;
  private final List<Bound> bound;
  private final Health health;
  private final EventStreams events;
  private final UploadStore uploads;
  private final WebSockets webSockets;
  private final MiddlewareResolver resolver;
  private final Composition composition;
  private final long startNanos;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private boolean stopping;
  private List<Stuck> stuck = List.of();

  RunningServer(
      Server server,
      ServerOptions options,
      HttpEngine engine,
      List<Bound> bound,
      Health health,
      EventStreams events,
      UploadStore uploads,
      WebSockets webSockets,
      MiddlewareResolver resolver,
      Composition composition,
      long startNanos) {
    this.server = server;
    this.options = options;
    this.engine = engine;
    this.bound = bound;
    this.health = health;
    this.events = events;
    this.uploads = uploads;
    this.webSockets = webSockets;
    this.resolver = resolver;
    this.composition = composition;
    this.startNanos = startNanos;
  }

  /** The server's name. */
  public String name() {
    return server.name();
  }

  /** The names of its apps, in their order. */
  public List<String> apps() {
    return server.apps().stream().map(App::name).toList();
  }

  /** How the engine runs: {@code "netty epoll, carried virtual threads"}. */
  public String engine() {
    return engine.description();
  }

  /** Its services. */
  public ServiceDirectory services() {
    return composition.get();
  }

  /** What it is: services, apps, routes, sources of its configuration. */
  public StartReport report() {
    return StartReport.of(this, composition);
  }

  StartReportForm reportForm() {
    return options.startReport();
  }

  /** From the call of {@link Server#start} to the last address bound. */
  public Duration startTime() {
    return Duration.ofNanos(startNanos);
  }

  /**
   * Where an app is served, with the port the system chose where 0 was asked for.
   *
   * @throws IllegalArgumentException when there is no such app
   */
  public ListenAddress address(String app) {
    return find(app).listener().address();
  }

  /**
   * The port an app is served on.
   *
   * @throws IllegalArgumentException when there is no such app, or it is on a Unix socket
   */
  public int port(String app) {
    return switch (address(app)) {
      case ListenAddress.Tcp tcp -> tcp.port();
      case ListenAddress.Unix unix ->
          throw new IllegalArgumentException("app " + app + " has no port; it is on " + unix);
    };
  }

  /** The routes of an app and of those on its address, in the order they were added. */
  public List<Route> routes(String app) {
    return find(app).site().table().engine().routes().stream().map(r -> r.value().route()).toList();
  }

  /** How many WebSocket sessions are open, in all apps. */
  public int webSocketSessions() {
    return webSockets.sessions().count();
  }

  /** The path of a named route of an app: {@link RequestContext#url}. */
  public String url(String app, String route, Object... values) {
    return find(app).site().url(route, values);
  }

  /**
   * Puts other routes in the place of those of the app with the same name, at once and as a whole:
   * requests being answered keep what they began with. It is served where the old one was.
   *
   * @throws StartupException when the new routes are wrong; the old ones stay
   */
  public synchronized void replace(App app) {
    Bound at = find(app.name());
    List<String> problems = new ArrayList<>();
    App complete = new RouterBuilder(services(), problems).build(app);
    List<App> apps =
        at.apps().stream().map(old -> old.name().equals(app.name()) ? complete : old).toList();
    RouteTable table =
        new RouteCompiler(server, options.http(), webSockets, webSockets.inputs(), resolver)
            .compile(apps, health, problems)
            .filter(t -> problems.isEmpty())
            .orElseThrow(() -> new StartupException(server.name(), problems));
    at.site().replace(table);
  }

  private Bound find(String app) {
    for (Bound each : bound) {
      if (each.apps().stream().anyMatch(a -> a.name().equals(app))) {
        return each;
      }
    }
    throw new IllegalArgumentException(
        "there is no app '"
            + app
            + "'; there are "
            + server.apps().stream().map(App::name).toList());
  }

  List<Bound> bound() {
    return bound;
  }

  /**
   * Stops: readiness goes down, listeners stop accepting, event streams end so that their clients
   * come back elsewhere, requests in flight finish within the shutdown time-out, hooks after
   * responses end, services stop in the reverse of the order they started in, what is managed is
   * closed, last added first. Returns when all of that is done; a second call waits for the first.
   *
   * @return what had to be cut; empty when everything finished
   */
  public List<Stuck> stop() {
    synchronized (this) {
      if (stopping) {
        return awaitStop();
      }
      stopping = true;
    }
    Logger log = LoggerFactory.getLogger("io.lokstra.server");
    log.info("server {} stops", server.name());
    composition.stopping(this, options.shutdownTimeout());
    health.ready(false);
    try {
      Thread.sleep(options.readinessDelay());
      bound.forEach(b -> b.listener().stopAccepting());
      events.drain();
      stuck = drain();
    } catch (InterruptedException e) {
      log.warn("the drain of server {} was interrupted; connections are cut", server.name());
      Thread.currentThread().interrupt();
    } finally {
      release(log);
      uploads.close();
      composition.responses().ifPresent(ResponseHooks::drain);
      stopServices();
      ManagedResources.close(server.managed());
      for (Stuck each : stuck) {
        log.warn(
            "cut: {} after {} ms in thread '{}', at {}",
            Printable.of(each.request()),
            each.running().toMillis(),
            each.thread(),
            each.stack().isEmpty() ? "unknown" : each.stack().getFirst());
      }
      log.info("server {} stopped", server.name());
      stopped.countDown();
    }
    return stuck;
  }

  /** What did not stop in time is told with what had to be cut. */
  private void stopServices() {
    if (composition.services().isPresent()) {
      List<Stuck> all = new ArrayList<>(stuck);
      all.addAll(composition.services().get().stop());
      stuck = List.copyOf(all);
    }
  }

  /** What has connections, or what they became. */
  @FunctionalInterface
  private interface Drained {
    List<Stuck> drain(Duration deadline) throws InterruptedException;
  }

  /** All listeners and sessions at the same time, so that the deadline is one for all. */
  private List<Stuck> drain() throws InterruptedException {
    List<Drained> sources = new ArrayList<>();
    sources.add(webSockets.sessions()::drain);
    bound.forEach(each -> sources.add(each.listener()::drain));
    List<Stuck> all = new ArrayList<>();
    List<Thread> drains = new ArrayList<>();
    for (Drained each : sources) {
      drains.add(
          Thread.ofVirtual()
              .name("lokstra-drain")
              .start(() -> {
                try {
                  List<Stuck> cut = each.drain(options.shutdownTimeout());
                  synchronized (all) {
                    all.addAll(cut);
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }));
    }
    for (Thread drain : drains) {
      drain.join();
    }
    synchronized (all) {
      return List.copyOf(all);
    }
  }

  /** Whatever goes wrong with a connection, what is managed is still to be closed. */
  private void release(Logger log) {
    try {
      bound.forEach(b -> b.listener().close());
      engine.close();
    } catch (RuntimeException e) {
      log.error("the engine {} failed while it closed", engine.description(), e);
    }
  }

  private List<Stuck> awaitStop() {
    try {
      stopped.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return stuck;
  }

  /** Waits until the server has stopped. */
  public void await() throws InterruptedException {
    stopped.await();
  }

  /** Stops: {@link #stop}. */
  @Override
  public void close() {
    stop();
  }
}
