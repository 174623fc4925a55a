package io.lokstra.http;

import io.lokstra.bind.Converter;
import io.lokstra.bind.Converters;
import io.lokstra.config.ChangeListener;
import io.lokstra.config.ValueProvider;
import io.lokstra.engine.HttpEngineProvider;
import io.lokstra.internal.service.ServiceRegistry;
import io.lokstra.internal.text.Printable;
import io.lokstra.routing.RouterEngine;
import io.lokstra.service.LokstraModule;
import io.lokstra.service.ServiceDirectory;
import io.lokstra.service.Services;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Apps that start and stop together, in one process.
 *
 * <p>A description until it is started; the same server may be started several times, one after the
 * other or, on port 0, at once. Not thread-safe while it is being filled.
 */
public final class Server {
  private String name;
  private final Router around;
  private final List<App> apps = new ArrayList<>();
  private final List<AutoCloseable> managed = new ArrayList<>();
  private Converters converters = Converters.standard();
  private RouterEngine.Factory routerEngine = RouterEngine.radixTree();
  private Optional<HttpEngineProvider> engine = Optional.empty();
  private Optional<Clock> clock = Optional.empty();
  private final Map<String, Setting> settings = new LinkedHashMap<>();
  private final List<Settings.Section<?>> sections = new ArrayList<>();
  private final Map<String, MiddlewareType<?>> middlewareTypes = new LinkedHashMap<>();
  private final List<LokstraModule> modules = new ArrayList<>();
  private Optional<ServiceRegistry> services = Optional.empty();
  private Optional<Hooks> hooks = Optional.empty();
  private final Map<String, Router> routers = new LinkedHashMap<>();
  private final List<ConfigWatch<?>> watches = new ArrayList<>();
  private final List<Path> configFiles = new ArrayList<>();
  private final List<ValueProvider> valueProviders = new ArrayList<>();
  private Optional<Class<?>> resources = Optional.empty();

  /** A value the program sets, and where. */
  record Setting(String value, String origin) {}

  private Server(String name) {
    this.name = name;
    this.around = Router.named(name);
  }

  /** A server with no apps yet; {@code name} is for logs. */
  public static Server named(String name) {
    return new Server(name);
  }

  /** Adds an app. Apps with one address are served together. */
  public Server app(App app) {
    apps.add(app);
    return this;
  }

  /** Adds middleware around all apps, outermost first. */
  public Server use(Middleware... middleware) {
    around.use(middleware);
    return this;
  }

  /**
   * Registers middleware of the application's own, to be used by name ({@link
   * Middleware#registered(String, Map)}) and configured under {@code middleware.<name>}: {@code
   * middleware("audit", AuditOptions.class, Audit::new)}.
   *
   * @param name lower-case letters, digits and dashes
   * @param options what can be said of it; its components are the keys
   * @param factory makes an instance for each place it is used in
   * @throws IllegalArgumentException when the name is none or is taken
   */
  public <T extends Record> Server middleware(
      String name, Class<T> options, Function<? super T, ? extends Middleware> factory) {
    return middleware(name, options, (values, _) -> factory.apply(values));
  }

  /**
   * Registers middleware that needs services: {@code middleware("session", SessionOptions.class,
   * (options, services) -> new Session(options, services.get("store", Store.class)))}.
   *
   * @throws IllegalArgumentException when the name is none or is taken
   */
  public <T extends Record> Server middleware(
      String name, Class<T> options, MiddlewareFactory<? super T> factory) {
    if (!Names.isKebab(name)) {
      throw new IllegalArgumentException(
          "not a name for middleware: '%s'; expected lower-case letters, digits and dashes"
              .formatted(Printable.of(name)));
    }
    if (MiddlewareType.STANDARD.contains(name) || middlewareTypes.containsKey(name)) {
      throw new IllegalArgumentException("middleware '" + name + "' is registered already");
    }
    middlewareTypes.put(name, new MiddlewareType<>(options, factory));
    return this;
  }

  /**
   * Registers routers by their names, for configuration to mount: {@code apps.public.routers:
   * [api]}. One that no configuration names answers nothing.
   *
   * @throws IllegalArgumentException when a name is empty or taken
   */
  public Server router(Router... added) {
    for (Router router : added) {
      if (router.name().isEmpty() || routers.putIfAbsent(router.name(), router) != null) {
        throw new IllegalArgumentException(
            "a router is already registered as '%s', or that is no name"
                .formatted(Printable.of(router.name())));
      }
    }
    return this;
  }

  /**
   * Reads its configuration from these files and folders, which must be there, in the place of a
   * {@code lokstra.yaml} in the working directory. The later outweigh the earlier; {@code --config}
   * names others in their place.
   */
  public Server configFiles(String... filesAndFolders) {
    for (String file : filesAndFolders) {
      configFiles.add(Path.of(file));
    }
    return this;
  }

  /** Gives values that files of configuration refer to: {@code ${vault:db/password}}. */
  public Server valueProvider(ValueProvider provider) {
    valueProviders.add(provider);
    return this;
  }

  /**
   * The jar, or folder of classes, in which {@code class-path} of configured mounts is looked for.
   */
  public Server resources(Class<?> beside) {
    resources = Optional.of(beside);
    return this;
  }

  /** Answers exceptions of {@code type} in all apps, unless something further inside does. */
  public <E extends Throwable> Server onError(Class<E> type, ErrorHandler<? super E> handler) {
    around.onError(type, handler);
    return this;
  }

  /** Converts text to {@code type} wherever a request is read. */
  public <T> Server converter(Class<T> type, Converter<? extends T> converter) {
    converters = converters.with(type, converter);
    return this;
  }

  /** What the time is by which {@code @Past} and its like are judged; the system's unless said. */
  public Server clock(Clock clock) {
    this.clock = Optional.of(clock);
    return this;
  }

  /** Uses another router engine; {@link RouterEngine#radixTree()} unless said. */
  public Server routerEngine(RouterEngine.Factory factory) {
    routerEngine = factory;
    return this;
  }

  /** Runs on this engine, in the place of the one that is found on the module or class path. */
  public Server engine(HttpEngineProvider provider) {
    engine = Optional.of(provider);
    return this;
  }

  /**
   * Says how the server runs, key by key, as configuration would: {@code
   * set("server.http.idle-timeout", "30s")}. Environment and command line outweigh it.
   */
  public Server set(String key, String value) {
    settings.put(key, new Setting(value, Origin.ofCaller()));
    return this;
  }

  /**
   * Reads a section of configuration of the application's own and sets up what depends on it,
   * before anything is started: {@code configure("db", DbOptions.class, (server, db) ->
   * server.manage(…).app(…))}.
   */
  public <T extends Record> Server configure(
      String path, Class<T> options, Setup<? super T> setup) {
    sections.add(new Settings.Section<T>(path, options, setup::apply));
    return this;
  }

  /**
   * Tells {@code listener} when a section has changed while the server runs, because a file did:
   * {@code onChange("shop", ShopOptions.class, (before, after) -> limit.set(after.pageLimit()))}.
   * Keys that nobody watches, and that are not those of routes and middleware, need a restart.
   */
  public <T extends Record> Server onChange(
      String path, Class<T> options, ChangeListener<? super T> listener) {
    watches.add(new ConfigWatch<T>(path, options, listener));
    return this;
  }

  /**
   * Sets up a server by options.
   *
   * @param <T> the options
   */
  @FunctionalInterface
  public interface Setup<T> {
    /** Adds to {@code server} what {@code options} ask for. */
    void apply(Server server, T options) throws Exception;
  }

  /**
   * Describes services: {@code services(services -> services.add("orders", use -> new
   * Orders(use.get("db", DbPool.class))))}. They are made and checked before anything starts, and
   * start before the server listens. Routes get at them by {@link Routes#mount(RouterFactory)}.
   */
  public Server services(Consumer<? super Services> description) {
    description.accept(services());
    return this;
  }

  /**
   * Adds what a module contributes, as if it had been found on the module path or class path, where
   * modules are found by themselves.
   */
  public Server module(LokstraModule module) {
    modules.add(module);
    return this;
  }

  /**
   * Is run when everything is checked and services are made, before any starts. What it throws
   * keeps the server from starting.
   */
  public Server beforeStart(Hook<? super ServiceDirectory> hook) {
    hooks().beforeStart().add(hook);
    return this;
  }

  /** Is run when the server listens. What it throws stops the server again. */
  public Server afterStart(Hook<? super RunningServer> hook) {
    hooks().afterStart().add(hook);
    return this;
  }

  /**
   * Is run when the server is told to stop, before anything else happens, for {@code
   * server.shutdown-timeout} at most. What it throws is logged.
   */
  public Server beforeStop(Hook<? super RunningServer> hook) {
    hooks().beforeStop().add(hook);
    return this;
  }

  /**
   * Is run after each response, when its bytes are written, on a virtual thread of its own. How
   * many run and wait is bounded (keys under {@code server.after-response}); a server that stops
   * waits for them before its services stop. What it throws is logged.
   */
  public Server afterResponse(ResponseHook hook) {
    hooks().afterResponse().add(hook);
    return this;
  }

  /**
   * Closes {@code resource} after the last request is answered and services have stopped; what was
   * added last is closed first.
   */
  public Server manage(AutoCloseable resource) {
    managed.add(resource);
    return this;
  }

  /**
   * Starts and returns once every address is bound. The environment is left alone: this is for
   * tests and for servers inside of other programs.
   *
   * @param arguments as on a command line: {@code "--server.http.max-body-size=2MiB"}
   * @throws StartupException when anything is wrong with what was described, or an address cannot
   *     be bound; nothing is left running, and what is managed is closed
   * @throws io.lokstra.config.ConfigurationException when anything is wrong with what was
   *     configured
   */
  public RunningServer start(String... arguments) {
    return start(Map.of(), false, arguments);
  }

  RunningServer start(Map<String, String> environment, String... arguments) {
    return start(environment, false, arguments);
  }

  RunningServer start(Map<String, String> environment, boolean usualFile, String... arguments) {
    return new Startup(this, environment, usualFile, arguments).run();
  }

  /**
   * Starts, says where it listens, waits for SIGTERM or SIGINT, stops, and ends the process: with
   * 0, or 1 when it could not start, or 3 when something had to be cut at the end.
   *
   * <p>Reads {@code lokstra.yaml} in the working directory, where there is one and neither the
   * program nor {@code --config} names other files.
   *
   * @param args command line arguments: {@code --server.http.max-body-size=2MiB}, {@code --port
   *     9000}; or {@code config check} or {@code config show} before them, which start nothing
   */
  public void run(String... args) {
    ServerProcess.run(this, args);
  }

  /** The same description, to be added to without touching this one. */
  Server copy() {
    Server copy = new Server(name);
    copy.around.use(around.middleware().toArray(new Middleware[0]));
    copy.around.errors().putAll(around.errors());
    copy.apps.addAll(apps);
    copy.managed.addAll(managed);
    copy.settings.putAll(settings);
    copy.sections.addAll(sections);
    copy.middlewareTypes.putAll(middlewareTypes);
    copy.modules.addAll(modules);
    // Without method references, which would load classes that most programs do not need.
    if (services.isPresent()) {
      copy.services = Optional.of(services.get().copy());
    }
    if (hooks.isPresent()) {
      copy.hooks = Optional.of(hooks.get().copy());
    }
    copy.routers.putAll(routers);
    copy.watches.addAll(watches);
    copy.configFiles.addAll(configFiles);
    copy.valueProviders.addAll(valueProviders);
    copy.resources = resources;
    copy.converters = converters;
    copy.routerEngine = routerEngine;
    copy.engine = engine;
    copy.clock = clock;
    return copy;
  }

  /** The name. */
  public String name() {
    return name;
  }

  void rename(String other) {
    name = other;
  }

  List<ConfigWatch<?>> watches() {
    return watches;
  }

  Map<String, Router> routers() {
    return routers;
  }

  List<Path> configFiles() {
    return configFiles;
  }

  List<ValueProvider> valueProviders() {
    return valueProviders;
  }

  Optional<Class<?>> resources() {
    return resources;
  }

  Router around() {
    return around;
  }

  List<App> apps() {
    return apps;
  }

  /** Puts these apps in the place of its own. */
  void replaceApps(List<App> others) {
    apps.clear();
    apps.addAll(others);
  }

  /** Where services are registered; there from the first call on. */
  ServiceRegistry services() {
    ServiceRegistry registry = services.orElseGet(ServiceRegistry::new);
    services = Optional.of(registry);
    return registry;
  }

  /** Whether the program itself has services. */
  boolean hasServices() {
    return services.isPresent() && !services.get().isEmpty();
  }

  /** What is to be done at points of its life; there from the first call on. */
  Hooks hooks() {
    Hooks all = hooks.orElseGet(Hooks::new);
    hooks = Optional.of(all);
    return all;
  }

  /** The hooks, if there are any. */
  Optional<Hooks> anyHooks() {
    return hooks;
  }

  List<LokstraModule> modules() {
    return modules;
  }

  List<AutoCloseable> managed() {
    return managed;
  }

  Converters converters() {
    return converters;
  }

  RouterEngine.Factory routerEngine() {
    return routerEngine;
  }

  Optional<Clock> clock() {
    return clock;
  }

  Optional<HttpEngineProvider> engine() {
    return engine;
  }

  Map<String, Setting> settings() {
    return settings;
  }

  Map<String, MiddlewareType<?>> middlewareTypes() {
    return middlewareTypes;
  }

  List<Settings.Section<?>> sections() {
    return sections;
  }
}
