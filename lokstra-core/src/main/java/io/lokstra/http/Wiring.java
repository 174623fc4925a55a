package io.lokstra.http;

import io.lokstra.config.Bound;
import io.lokstra.config.ConfigProblem;
import io.lokstra.config.Configuration;
import io.lokstra.config.ConfigurationException;
import io.lokstra.internal.config.Nearest;
import io.lokstra.internal.config.Problems;
import io.lokstra.internal.files.ClassPathFolder;
import io.lokstra.service.ServiceDirectory;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * What configuration puts together of a server: apps, the middleware around them, routers, mounts.
 *
 * <p>Read first, with every name that leads nowhere reported; put into the server afterwards, when
 * nothing is wrong, so that a configuration that is only checked makes nothing.
 */
final class Wiring {

  /** Middleware that is to be made, with its options read. */
  private record Placed<T extends Record>(
      String path, MiddlewareUse use, MiddlewareType<T> type, Bound<T> options) {

    Middleware make(ServiceDirectory services) {
      return Middleware.named(use.name(), type.factory().create(options.get(), services));
    }
  }

  private final Server server;
  private final Configuration configuration;
  private final Set<String> declaredTypes = new LinkedHashSet<>();
  private final Map<String, List<Placed<?>>> placed = new LinkedHashMap<>();
  private final Map<String, List<Middleware>> made = new LinkedHashMap<>();
  private final Map<String, Bound<AppWiring>> apps = new LinkedHashMap<>();
  private final Map<String, AppOptions> options = new LinkedHashMap<>();
  private Optional<Bound<ServerWiring>> ofServer = Optional.empty();

  /** For a server whose apps have been read from {@code configuration}. */
  Wiring(Server server, Configuration configuration) {
    this.server = server;
    this.configuration = configuration;
  }

  // ---- reading

  /** Declares everything and reports what leads nowhere. */
  void read() {
    Bound<ServerWiring> whole = configuration.declare("server", ServerWiring.class);
    ofServer = Optional.of(whole);
    whole.partial().ifPresent(wiring -> readUses("server.middleware", wiring.middleware()));
    for (String name : configuration.names("apps")) {
      String path = "apps." + name;
      Bound<AppWiring> bound = configuration.declare(path, AppWiring.class);
      apps.put(name, bound);
      bound.partial().ifPresent(wiring -> read(path, wiring));
    }
  }

  /** Has the section {@code middleware.<type>} read, once. */
  void declareType(String type, MiddlewareType<?> how) {
    if (declaredTypes.add(type)) {
      configuration.declare("middleware." + type, how.options());
    }
  }

  private void read(String path, AppWiring wiring) {
    readUses(path + ".middleware", wiring.middleware());
    for (RouterUse use : wiring.routers()) {
      String at = path + ".routers." + use.name();
      readUses(at + ".middleware", use.middleware());
      Map<String, Router> known = server.routers();
      if (!known.containsKey(use.registeredAs())) {
        dangling(
            at,
            "no router is registered as " + Problems.quoted(use.registeredAs()),
            nearest(use.registeredAs(), known.keySet()) + "register yours with Server.router(…)");
      }
      if (!use.prefix().isEmpty() && !use.prefix().startsWith("/")) {
        dangling(
            at + ".prefix",
            Problems.quoted(use.prefix()) + " is no path",
            "expected a slash first, as in /api");
      }
    }
    for (MountOptions mount : wiring.mounts()) {
      String at = path + ".mounts." + mount.name();
      readUses(at + ".middleware", mount.middleware());
      mount.files().ifPresent(files -> read(at + ".files", files));
      mount.spa().ifPresent(files -> read(at + ".spa", files));
    }
  }

  private void read(String path, FilesOptions files) {
    files
        .directory()
        .filter(directory -> !Files.isDirectory(directory))
        .ifPresent(directory ->
            dangling(
                path + ".directory",
                "there is no folder " + Problems.quoted(directory.toString()),
                "it would be " + Problems.shown(directory.toAbsolutePath().toString())));
    files.classPath().ifPresent(folder -> readClassPath(path + ".class-path", folder));
  }

  private void readClassPath(String path, String folder) {
    if (server.resources().isEmpty()) {
      dangling(
          path,
          "the program does not say in which jar " + Problems.quoted(folder) + " is",
          "name a class of that jar with Server.resources(…), or use a directory");
      return;
    }
    try {
      var _ = ClassPathFolder.find(server.resources().get(), folder);
    } catch (IllegalArgumentException e) {
      dangling(path, "there is no such folder", Problems.reason(String.valueOf(e.getMessage())));
    }
  }

  private void readUses(String path, List<MiddlewareUse> uses) {
    List<Placed<?>> all = new ArrayList<>();
    for (MiddlewareUse use : uses) {
      String at = path + "." + use.name();
      String type = use.registeredAs();
      Optional<MiddlewareType<?>> known = MiddlewareResolver.find(server.middlewareTypes(), type);
      if (known.isEmpty()) {
        configuration.ignore(at + ".config");
        Set<String> names = new TreeSet<>(MiddlewareType.STANDARD);
        names.addAll(server.middlewareTypes().keySet());
        dangling(
            at,
            "no middleware is registered as " + Problems.quoted(type),
            nearest(type, names) + "register your own with Server.middleware(…)");
      } else {
        if (declaredTypes.add(type)) {
          configuration.declareInPart("middleware." + type, known.get().options());
        }
        all.add(place(at, use, known.get()));
      }
    }
    placed.put(path, all);
  }

  private <T extends Record> Placed<T> place(
      String path, MiddlewareUse use, MiddlewareType<T> type) {
    return new Placed<>(
        path,
        use,
        type,
        configuration.declare(
            path + ".config", type.options(), "middleware." + use.registeredAs()));
  }

  private void dangling(String path, String problem, String remedy) {
    Problems problems = new Problems();
    problems.dangling(path, configuration.origin(path).orElse(null), problem, remedy);
    problems.all().forEach(configuration::report);
  }

  private static String nearest(String name, Collection<String> known) {
    return Nearest.of(name, known)
        .map(near -> "did you mean '" + near + "'? ")
        .orElse(
            known.isEmpty() ? "there is none; " : "there are " + String.join(", ", known) + "; ");
  }

  // ---- putting together

  /**
   * Makes the middleware and puts everything into the server, once the configuration was verified.
   *
   * @param services what middleware may need
   * @throws ConfigurationException when middleware refuses its options
   */
  void apply(RootOptions root, Supplier<ServiceDirectory> services) {
    for (AppOptions app : root.apps()) {
      options.put(app.name(), app);
    }
    if (ofServer.isPresent()) {
      makeAll(services.get());
      server.around().middleware().addAll(0, made("server.middleware"));
      ofServer.get().get().name().ifPresent(server::rename);
    }
    Map<String, App> described = new LinkedHashMap<>();
    List<App> all = new ArrayList<>();
    for (App app : server.apps()) {
      described.put(app.name(), app);
      all.add(app);
    }
    for (AppOptions app : root.apps()) {
      if (!described.containsKey(app.name())) {
        all.add(App.named(app.name(), app.listen().toString()));
      }
    }
    server.apps().clear();
    for (App app : all) {
      AppOptions said = options.get(app.name());
      if (said == null || said.enabled()) {
        var _ = server.app(around(app));
      }
    }
  }

  /** Goes on with what another made, where nothing of it has changed. */
  void keep(Wiring earlier, RootOptions root) {
    made.putAll(earlier.made);
    root.apps().forEach(app -> options.put(app.name(), app));
  }

  /** What is said of the server. */
  ServerWiring ofServer() {
    return ofServer.orElseThrow().get();
  }

  /** The app with what configuration puts into it. */
  App around(App app) {
    AppOptions said = options.get(app.name());
    Bound<AppWiring> bound = apps.get(app.name());
    if (said == null) {
      return app;
    }
    if (bound == null) {
      return app.wired(said, app.routes());
    }
    return app.wired(said, new Mounting(this, server, app, bound.get()).router());
  }

  /** The middleware of a list, {@code apps.public.middleware}. */
  List<Middleware> made(String path) {
    return made.getOrDefault(path, List.of());
  }

  /** Where something was written, for the table of routes and its errors. */
  String origin(String path) {
    return configuration.origin(path).map(Object::toString).orElse(path);
  }

  private void makeAll(ServiceDirectory services) {
    List<ConfigProblem> problems = new ArrayList<>();
    placed.forEach((path, uses) -> {
      List<Middleware> all = new ArrayList<>();
      for (Placed<?> use : uses) {
        if (use.use().enabled()) {
          try {
            all.add(use.make(services));
          } catch (IllegalArgumentException e) {
            Problems refused = new Problems();
            refused.refused(
                use.path(), configuration.origin(use.path()).orElse(null), e.getMessage());
            problems.addAll(refused.all());
          }
        }
      }
      made.put(path, all);
    });
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
  }
}
