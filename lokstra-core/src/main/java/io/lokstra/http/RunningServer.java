package io.lokstra.http;

import io.lokstra.config.ChangeListener;
import io.lokstra.engine.HttpEngine;
import io.lokstra.engine.ListenAddress;
import io.lokstra.engine.Listener;
import io.lokstra.engine.Listener.Stuck;
import io.lokstra.internal.events.EventStreams;
import io.lokstra.internal.text.Printable;
import io.lokstra.internal.upload.UploadStore;
import io.lokstra.service.ServiceDirectory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
  private final Composition composition;
  private final Reload reload;
  private final Optional<FileWatch> watch;
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
      Reload reload,
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
    this.reload = reload;
    this.composition = composition;
    this.startNanos = startNanos;
    this.watch = reload.hasFiles() ? Optional.of(watchFiles()) : Optional.empty();
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
   * requests being answered keep what they began with. It is served where the old one was, with
   * what configuration puts into it.
   *
   * @throws StartupException when the new routes are wrong; the old ones stay
   */
  public synchronized void replace(App app) {
    Bound at = find(app.name());
    List<String> problems = new ArrayList<>();
    App complete = new RouterBuilder(services(), problems).build(app);
    App wired = reload.around(complete);
    List<App> apps =
        at.apps().stream().map(old -> old.name().equals(app.name()) ? wired : old).toList();
    RouteTable table =
        new RouteCompiler(
                reload.server(), options.http(), webSockets, webSockets.inputs(), reload.resolver())
            .compile(apps, health, problems)
            .filter(t -> problems.isEmpty())
            .orElseThrow(() -> new StartupException(server.name(), problems));
    at.site().replace(table);
    reload.replaced(complete);
  }

  /**
   * Reads the files of configuration again and takes over what has changed, whole or not at all:
   * everything is checked first, whoever watches a section is asked, then told ({@link
   * Server#onChange}), and routes with their middleware are put in the place of the old ones at
   * once. Happens by itself when a file changes or on SIGHUP ({@code server.reload}).
   *
   * @return the keys that changed; empty when nothing has
   * @throws io.lokstra.config.ConfigurationException when the configuration is wrong, or when a key
   *     has changed that needs a restart; all is as it was then
   * @throws StartupException when the routes it leads to are wrong; all is as it was then
   */
  public synchronized List<String> reload() {
    return stopping ? List.of() : reload.run(this::tables);
  }

  /** Tells {@code listener} of changes of a section from now on: {@link Server#onChange}. */
  public <T extends Record> void onChange(
      String path, Class<T> options, ChangeListener<? super T> listener) {
    reload.add(new ConfigWatch<T>(path, options, listener));
  }

  private Runnable tables(Reload.Next next) {
    Map<Bound, RouteTable> tables = new LinkedHashMap<>();
    List<String> problems = new ArrayList<>();
    for (Bound each : bound) {
      List<String> names = each.apps().stream().map(App::name).toList();
      List<App> apps =
          next.server().apps().stream().filter(app -> names.contains(app.name())).toList();
      new RouteCompiler(
              next.server(), options.http(), webSockets, webSockets.inputs(), next.resolver())
          .compile(apps, health, problems)
          .ifPresent(table -> tables.put(each, table));
    }
    if (!problems.isEmpty()) {
      throw new StartupException(server.name(), problems);
    }
    return () -> tables.forEach((each, table) -> each.site().replace(table));
  }

  private FileWatch watchFiles() {
    return new FileWatch(
        () -> reload.sources().files().watched(),
        () -> reload.ofServer().reload().interval(),
        this::reloadAndSay);
  }

  /** Reloads, and says in the log how it went. */
  void reloadAndSay() {
    Logger log = LoggerFactory.getLogger("io.lokstra.server");
    try {
      List<String> changed = reload();
      if (!changed.isEmpty()) {
        log.info("configuration of {} read again; changed: {}", name(), String.join(", ", changed));
      }
    } catch (RuntimeException e) {
      log.error("configuration of {} is as it was: {}", name(), e.getMessage());
    }
  }

  /** The files it was configured by. */
  List<Path> configFiles() {
    return reload.sources().files().read();
  }

  /** What is said of reloading. */
  ReloadOptions reloadOptions() {
    return reload.ofServer().reload();
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
   * come back elsewhere, requests in flight finish within the shutdown time-out, and so does what
   * services have in progress ({@link io.lokstra.service.Drainable}), hooks after responses end,
   * services stop in the reverse of the order they started in, what is managed is closed, last
   * added first. Returns when all of that is done; a second call waits for the first.
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
    watch.ifPresent(FileWatch::close);
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

  /** All listeners, sessions and services at the same time, so that the deadline is one for all. */
  private List<Stuck> drain() throws InterruptedException {
    List<Drained> sources = new ArrayList<>();
    sources.add(webSockets.sessions()::drain);
    bound.forEach(each -> sources.add(each.listener()::drain));
    composition.services().ifPresent(services -> sources.add(services::drain));
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
