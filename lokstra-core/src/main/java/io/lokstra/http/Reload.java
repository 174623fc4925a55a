package io.lokstra.http;

import io.lokstra.config.Bound;
import io.lokstra.config.ConfigProblem;
import io.lokstra.config.Configuration;
import io.lokstra.config.ConfigurationException;
import io.lokstra.internal.config.Problems;
import io.lokstra.internal.service.Reloading;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/**
 * The configuration of a server that runs, and how another takes its place: read and checked whole,
 * then taken over whole or not at all.
 *
 * <p>What is around routes and which routes there are is taken over by the server itself; a section
 * that somebody watches, by who watches it. Whatever else has changed needs a restart, and then
 * nothing is taken over.
 */
final class Reload {
  /** Keys of an app that are put into force by compiling its routes anew. */
  private static final List<String> OF_ROUTES =
      List.of("middleware", "without", "routers", "mounts", "trailing-slash", "format", "off-loop");

  private final Server prepared;
  private final Optional<Modules> modules;
  private final Composition composition;
  private final List<ConfigWatch<?>> watches = new CopyOnWriteArrayList<>();
  private Server server;
  private Sources sources;
  private Settings settings;
  private MiddlewareResolver resolver;

  /** What is about to be in force. */
  record Next(Server server, Sources sources, Settings settings, MiddlewareResolver resolver) {}

  /**
   * Begins with what the server was started with.
   *
   * @param prepared the server as its program and its set-ups describe it
   * @param server the same with what configuration says
   */
  Reload(
      Server prepared,
      Server server,
      Sources sources,
      Settings settings,
      Optional<Modules> modules,
      Composition composition,
      MiddlewareResolver resolver) {
    this.prepared = prepared;
    this.modules = modules;
    this.composition = composition;
    this.watches.addAll(prepared.watches());
    this.server = server;
    this.sources = sources;
    this.settings = settings;
    this.resolver = resolver;
  }

  /** Tells {@code watch} of changes too. */
  void add(ConfigWatch<?> watch) {
    watches.add(watch);
  }

  /** Whether anything can ever change: there are files. */
  boolean hasFiles() {
    return !sources.files().watched().isEmpty();
  }

  /** The server as it is configured now. */
  Server server() {
    return server;
  }

  /** What makes its middleware. */
  MiddlewareResolver resolver() {
    return resolver;
  }

  /** The files it was read from. */
  Sources sources() {
    return sources;
  }

  /** What is said of the server itself. */
  ServerWiring ofServer() {
    return settings.wiring().ofServer();
  }

  /** The app with what configuration puts into it. */
  App around(App app) {
    return settings.wiring().around(app);
  }

  /** Goes on with {@code app} in the place of that with its name. */
  void replaced(App app) {
    prepared.apps().replaceAll(old -> old.name().equals(app.name()) ? app : old);
  }

  /**
   * Reads everything again and takes it over.
   *
   * @param tables compiles the routes of another server, and gives what puts them into force;
   *     throws when they are wrong
   * @return the keys that changed
   * @throws ConfigurationException when it is wrong or needs a restart; nothing has changed then
   * @throws StartupException when routes are wrong; nothing has changed then
   */
  List<String> run(Function<Next, Runnable> tables) {
    Server fresh = prepared.copy();
    Sources read = sources.again(fresh);
    Settings next = new Settings(fresh, read, modules);
    Bound<RootOptions> root = next.declare(read.mayWire());
    Configuration before = settings.configuration();
    Configuration after = next.configuration();
    next.verify(true);
    List<String> changed = after.differences(before);
    if (changed.isEmpty()) {
      return changed;
    }
    Optional<Reloading> services =
        composition.services().map(running -> running.reloading(next.services()));
    refuseWhatNeedsARestart(changed, after, services);
    Runnable routes = () -> {};
    MiddlewareResolver other = new MiddlewareResolver(fresh.middlewareTypes(), read, composition);
    if (changed.stream().anyMatch(Reload::isOfRoutes)) {
      next.wiring().apply(root.get(), composition);
      routes = tables.apply(new Next(fresh, read, next, other));
    } else {
      fresh = server;
      other = resolver;
      next.wiring().keep(settings.wiring(), root.get());
    }
    List<ConfigWatch<?>> told = tell(changed, before, after);
    if (services.isPresent()) {
      tell(services.get(), told, before, after);
    }
    routes.run();
    if (changed.stream().anyMatch(LoggingSettings::holds)) {
      next.logging().ifPresent(LoggingSettings::applyChange);
    }
    server = fresh;
    sources = read;
    settings = next;
    resolver = other;
    return changed;
  }

  private void refuseWhatNeedsARestart(
      List<String> changed, Configuration after, Optional<Reloading> services) {
    Problems problems = new Problems();
    for (String key : changed) {
      boolean watched = watches.stream().anyMatch(watch -> watch.holds(key));
      boolean told = services.isPresent() && isOfService(key, services.get());
      if (!watched
          && !told
          && !isOfRoutes(key)
          && !LoggingSettings.holds(key)
          && !key.startsWith("server.reload.")) {
        problems.needsRestart(
            key,
            after.origin(key).orElse(null),
            "restart to put it into force; until then nothing of the change is");
      }
    }
    if (!problems.all().isEmpty()) {
      throw new ConfigurationException(problems.all());
    }
  }

  /** Whether a service that takes another configuration is configured by {@code key}. */
  private static boolean isOfService(String key, Reloading services) {
    return services.changed().stream()
        .anyMatch(name -> key.startsWith("services." + name + ".config."));
  }

  private static boolean isOfRoutes(String key) {
    if (key.startsWith("middleware.") || key.startsWith("server.middleware.")) {
      return true;
    }
    String[] segments = key.split("\\.", 4);
    return segments.length > 2
        && segments[0].equals("apps")
        && OF_ROUTES.contains(segments[2].replaceFirst("\\[.*", ""));
  }

  /** Those that were told. */
  private List<ConfigWatch<?>> tell(
      List<String> changed, Configuration before, Configuration after) {
    List<ConfigWatch<?>> concerned = new ArrayList<>();
    for (ConfigWatch<?> watch : watches) {
      if (changed.stream().anyMatch(watch::holds)) {
        concerned.add(watch);
      }
    }
    Map<ConfigWatch<?>, Exception> failures = new LinkedHashMap<>();
    for (ConfigWatch<?> watch : concerned) {
      try {
        watch.check(before, after);
      } catch (Exception e) {
        failures.put(watch, e);
      }
    }
    refuse(failures, after);
    List<ConfigWatch<?>> told = new ArrayList<>();
    for (ConfigWatch<?> watch : concerned) {
      try {
        watch.tell(before, after);
        told.add(watch);
      } catch (Exception e) {
        failures.put(watch, e);
        takeBack(told, before, after, failures);
        refuse(failures, after);
      }
    }
    return told;
  }

  /** Services tell those among them that were told; what is left is taken back here. */
  private static void tell(
      Reloading services, List<ConfigWatch<?>> told, Configuration before, Configuration after) {
    try {
      ServiceReload.apply(services);
    } catch (ConfigurationException e) {
      Map<ConfigWatch<?>, Exception> failures = new LinkedHashMap<>();
      takeBack(told, before, after, failures);
      List<ConfigProblem> all = new ArrayList<>(e.problems());
      all.addAll(refusals(failures, after));
      throw new ConfigurationException(all);
    }
  }

  private static void takeBack(
      List<ConfigWatch<?>> told,
      Configuration before,
      Configuration after,
      Map<ConfigWatch<?>, Exception> failures) {
    for (ConfigWatch<?> watch : told.reversed()) {
      try {
        watch.tell(/* before= */ after, /* after= */ before);
      } catch (Exception e) {
        failures.put(watch, e);
      }
    }
  }

  private static void refuse(Map<ConfigWatch<?>, Exception> failures, Configuration configuration) {
    List<ConfigProblem> all = refusals(failures, configuration);
    if (!all.isEmpty()) {
      throw new ConfigurationException(all);
    }
  }

  private static List<ConfigProblem> refusals(
      Map<ConfigWatch<?>, Exception> failures, Configuration configuration) {
    List<ConfigProblem> all = new ArrayList<>();
    failures.forEach((watch, e) -> {
      if (e instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
      Problems problems = new Problems();
      problems.refused(
          watch.path(),
          configuration.origin(watch.path()).orElse(null),
          e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage());
      all.addAll(problems.all());
    });
    return all;
  }
}
