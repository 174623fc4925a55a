package io.lokstra.http;

import io.lokstra.config.Bound;
import io.lokstra.engine.HttpEngine;
import io.lokstra.engine.HttpEngineProvider;
import io.lokstra.engine.HttpOptions;
import io.lokstra.engine.ListenAddress;
import io.lokstra.engine.Listener;
import io.lokstra.engine.ListenerOptions;
import io.lokstra.engine.ProxyProtocolOptions;
import io.lokstra.engine.TlsException;
import io.lokstra.engine.TlsOptions;
import io.lokstra.internal.events.EventStreams;
import io.lokstra.internal.service.LifeCycle;
import io.lokstra.internal.service.Specification;
import io.lokstra.internal.upload.UploadStore;
import io.lokstra.internal.websocket.Sessions;
import io.lokstra.service.LokstraModule;
import io.lokstra.service.ServiceDirectory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.function.Consumer;

/** Starts a server: checks everything, then binds; undoes what was begun when something fails. */
final class Startup {
  private final Server server;
  private final Map<String, String> environment;
  private final boolean usualFile;
  private final List<String> arguments;
  private final List<RunningServer.Bound> bound = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();
  private Optional<HttpEngine> engine = Optional.empty();
  private Optional<LifeCycle> services = Optional.empty();
  private boolean handedOver;

  /**
   * A start of what {@code described} describes.
   *
   * @param usualFile whether {@code lokstra.yaml} is looked for in the working directory
   */
  Startup(
      Server described, Map<String, String> environment, boolean usualFile, String... arguments) {
    this.server = described.copy();
    this.environment = environment;
    this.usualFile = usualFile;
    this.arguments = List.of(arguments);
  }

  /** Starts; what was begun is undone, and what is managed closed, when that fails. */
  RunningServer run() {
    long began = System.nanoTime();
    try {
      return start(compose(), began);
    } catch (Throwable e) {
      if (!handedOver) {
        bound.forEach(b -> b.listener().close());
        engine.ifPresent(HttpEngine::close);
        services.ifPresent(LifeCycle::stop);
        ManagedResources.close(server.managed());
      }
      throw e;
    }
  }

  /**
   * What a start is made of.
   *
   * @param prepared the server as its program, its set-ups, modules and services make it, before
   *     configuration puts anything into it
   */
  private record Composed(
      RootOptions options,
      Server prepared,
      Settings settings,
      Sources sources,
      Optional<Modules> modules) {}

  /**
   * Makes the services and starts none, nor anything else: for printing them.
   *
   * @param inspection is given them; they are closed afterwards
   */
  void inspect(Consumer<LifeCycle> inspection) {
    try {
      compose();
      inspection.accept(services.orElseGet(LifeCycle::empty));
    } finally {
      services.ifPresent(LifeCycle::stop);
      ManagedResources.close(server.managed());
    }
  }

  /** Reads everything, makes the services, and builds the routers that need them. */
  private Composed compose() {
    Sources sources = new Sources(server, environment, usualFile, arguments);
    sources.checkMode();
    Optional<Modules> modules = modules(server, sources);
    Settings settings = new Settings(server, sources, modules);
    settings.setUp();
    boolean complete = settings.isComplete();
    Bound<RootOptions> root = settings.declare(sources.mayWire());
    settings.verify(complete);
    if (settings.logging().isPresent()) {
      settings.logging().get().apply();
    }
    List<Specification> specified = settings.services();
    if (!specified.isEmpty()) {
      services =
          Optional.of(
              Composition.make(
                  specified,
                  modules.isPresent() ? modules.get().options() : Map.of(),
                  sources.mode()));
    }
    if (!complete) {
      buildRouters();
      root = settings.declare(sources.mayWire());
      settings.verify(true);
    }
    Server prepared = server.copy();
    settings.wiring().apply(root.get(), this::directory);
    return new Composed(root.get(), prepared, settings, sources, modules);
  }

  /**
   * Those on the module path and class path, and those the program names, if there are any; what
   * they add is added.
   */
  static Optional<Modules> modules(Server server, Sources sources) {
    ServiceLoader<LokstraModule> found = ServiceLoader.load(LokstraModule.class);
    return server.modules().isEmpty() && !found.iterator().hasNext()
        ? Optional.empty()
        : Optional.of(Modules.of(server, found, sources));
  }

  private ServiceDirectory directory() {
    return services.orElseGet(LifeCycle::empty).directory();
  }

  private void buildRouters() {
    RouterBuilder routers = new RouterBuilder(directory(), problems);
    server.replaceApps(server.apps().stream().map(routers::build).toList());
    server.routers().replaceAll((name, router) -> routers.complete(router));
    if (!problems.isEmpty()) {
      throw new StartupException(server.name(), problems);
    }
  }

  private RunningServer start(Composed composed, long began) {
    RootOptions options = composed.options();
    Composition composition =
        new Composition(
            services,
            server.anyHooks(),
            responses(options.server()),
            composed.settings().configuration());
    Health health = new Health();
    Inputs inputs = new Inputs(server.converters(), options.json(), server.clock());
    MiddlewareResolver resolver =
        new MiddlewareResolver(server.middlewareTypes(), composed.sources(), composition);
    WebSockets webSockets = new WebSockets(options.server().webSocket(), new Sessions(), inputs);
    TrustedProxies proxies = proxies(options.server());
    EventStreams events = new EventStreams(options.server().events());
    UploadStore uploads = new UploadStore(options.server().uploads());
    Optional<String> unwritable = uploads.problem();
    if (unwritable.isPresent()) {
      problems.add(unwritable.get());
    }
    List<Group> groups = group();
    List<Site> sites = new ArrayList<>();
    for (Group group : groups) {
      Optional<RouteTable> table =
          new RouteCompiler(server, options.server().http(), webSockets, inputs, resolver)
              .compile(group.apps(), health, problems);
      if (table.isPresent()) {
        sites.add(new Site(table.get(), inputs, proxies, events, uploads, composition.responses()));
      }
    }
    Optional<HttpEngineProvider> provider = provider(options.server().engine().name());
    if (!problems.isEmpty() || provider.isEmpty()) {
      throw new StartupException(server.name(), problems);
    }
    composition.start(server.name());
    HttpEngine running = provider.get().create(options.server().engine());
    engine = Optional.of(running);
    for (int i = 0; i < groups.size(); i++) {
      bound.add(bind(running, groups.get(i), options.server().http(), sites.get(i)));
    }
    health.ready(true);
    RunningServer started =
        new RunningServer(
            server,
            options.server(),
            running,
            List.copyOf(bound),
            health,
            events,
            uploads,
            webSockets,
            new Reload(
                composed.prepared(),
                server,
                composed.sources(),
                composed.settings(),
                composed.modules(),
                composition,
                resolver),
            composition,
            System.nanoTime() - began);
    handedOver = true;
    try {
      composition.started(server.name(), started);
    } catch (Throwable e) {
      started.stop();
      throw e;
    }
    return started;
  }

  private Optional<ResponseHooks> responses(ServerOptions options) {
    Optional<Hooks> hooks = server.anyHooks();
    return hooks.isPresent() && !hooks.get().afterResponse().isEmpty()
        ? Optional.of(new ResponseHooks(hooks.get().afterResponse(), options.afterResponse()))
        : Optional.empty();
  }

  private TrustedProxies proxies(ServerOptions options) {
    try {
      return TrustedProxies.of(options.trustedProxies());
    } catch (IllegalArgumentException e) {
      problems.add(String.valueOf(e.getMessage()));
      return TrustedProxies.of(List.of());
    }
  }

  private RunningServer.Bound bind(HttpEngine engine, Group group, HttpOptions options, Site site) {
    try {
      Listener listener =
          engine.listen(
              group.address(),
              new ListenerOptions(options, group.tls(), group.proxyProtocol()),
              site);
      return new RunningServer.Bound(site, listener, group.tls().isPresent());
    } catch (IOException e) {
      throw new StartupException(
          server.name(),
          "app %s cannot listen on %s: %s"
              .formatted(names(group.apps()), group.address(), remedied(e)),
          e);
    }
  }

  /** What is wrong, and what to do where the message does not say so itself. */
  private static String remedied(IOException e) {
    return e instanceof TlsException
        ? String.valueOf(e.getMessage())
        : e.getMessage() + "; choose another address or stop what uses it";
  }

  private static String names(List<App> apps) {
    return String.join(", ", apps.stream().map(App::name).toList());
  }

  /** The apps of one address. */
  private record Group(
      ListenAddress address,
      Optional<TlsOptions> tls,
      Optional<ProxyProtocolOptions> proxyProtocol,
      List<App> apps) {}

  /** Apps by address, in their order; port 0 is a new address each time. */
  private List<Group> group() {
    List<Group> groups = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (App app : server.apps()) {
      if (!names.add(app.name())) {
        problems.add("two apps are named '" + app.name() + "'; names must be unique in a server");
      }
      ListenAddress address = app.address();
      boolean anyPort = address instanceof ListenAddress.Tcp tcp && tcp.port() == 0;
      Optional<Group> same = anyPort ? Optional.empty() : find(groups, address);
      if (same.isPresent()) {
        if (!same.get().tls().equals(app.tls())) {
          problems.add(
              "apps %s and %s listen on %s and differ in their TLS; say the same of both, or give one another address"
                  .formatted(names(same.get().apps()), app.name(), address));
        }
        if (!same.get().proxyProtocol().equals(app.proxyProtocol())) {
          problems.add(
              "apps %s and %s listen on %s and differ in their PROXY protocol; say the same of both, or give one another address"
                  .formatted(names(same.get().apps()), app.name(), address));
        }
        same.get().apps().add(app);
      } else {
        groups.add(
            new Group(address, app.tls(), app.proxyProtocol(), new ArrayList<>(List.of(app))));
      }
    }
    if (server.apps().isEmpty()) {
      problems.add("there is no app; add one with app(App.named(\"public\", \":8080\"))");
    }
    return groups;
  }

  private static Optional<Group> find(List<Group> groups, ListenAddress address) {
    for (Group group : groups) {
      if (group.address().equals(address)) {
        return Optional.of(group);
      }
    }
    return Optional.empty();
  }

  private Optional<HttpEngineProvider> provider(String wanted) {
    if (server.engine().isPresent()) {
      return server.engine();
    }
    List<HttpEngineProvider> all = new ArrayList<>();
    for (HttpEngineProvider each : ServiceLoader.load(HttpEngineProvider.class)) {
      all.add(each);
    }
    if (wanted.equals("auto") && all.size() == 1) {
      return Optional.of(all.getFirst());
    }
    List<String> names = all.stream().map(HttpEngineProvider::name).sorted().toList();
    if (wanted.equals("auto")) {
      problems.add(
          all.isEmpty()
              ? "there is no HTTP engine; add io.lokstra:lokstra-netty to the dependencies"
              : "there are several HTTP engines, %s; choose one with server.engine.name"
                  .formatted(names));
      return Optional.empty();
    }
    Optional<HttpEngineProvider> found =
        all.stream().filter(p -> p.name().equals(wanted)).findFirst();
    if (found.isEmpty()) {
      problems.add(
          "there is no HTTP engine '%s' (server.engine.name); there are %s"
              .formatted(wanted, names));
    }
    return found;
  }
}
