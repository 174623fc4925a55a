package io.lokstra.http;

import io.lokstra.config.Bound;
import io.lokstra.config.ConfigProblem;
import io.lokstra.config.ConfigSources;
import io.lokstra.config.Configuration;
import io.lokstra.config.ConfigurationException;
import io.lokstra.config.ShortForm;
import io.lokstra.engine.ListenAddress;
import io.lokstra.internal.service.ModuleSection;
import io.lokstra.internal.service.Specification;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Reads what a server is told from outside.
 *
 * <p>Twice: sections of the application first, since what they say decides which apps there are;
 * then everything, when the apps are known, so that a key of an app that is not there is an error.
 */
final class Settings {

  /** A section of the application and what to do with it before the server starts. */
  record Section<T extends Record>(String path, Class<T> type, Server.Setup<T> setup) {}

  /** Sections of which keys may turn out to be right once the set-ups have added apps. */
  private static final List<String> LATER = List.of("apps", "middleware", "services", "modules");

  private static final String PORT = "--port";

  private final Server server;
  private final Supplier<ConfigSources> sources;
  private final Optional<Modules> modules;

  Settings(Server server, Supplier<ConfigSources> sources) {
    this(server, sources, Optional.empty());
  }

  /**
   * Settings of one start.
   *
   * @param modules those that contribute, if there are any
   */
  Settings(Server server, Supplier<ConfigSources> sources, Optional<Modules> modules) {
    this.server = server;
    this.sources = sources;
    this.modules = modules;
  }

  /**
   * What was read.
   *
   * @param options of the server and its apps
   * @param configuration all of it
   * @param services the services that are to be made
   * @param complete whether nothing has to be read again when all routers are there
   */
  record Result(
      RootOptions options,
      Configuration configuration,
      List<Specification> services,
      boolean complete) {}

  /**
   * Runs the set-ups and reads everything.
   *
   * @throws ConfigurationException with all that is wrong
   */
  Result read() {
    runSetups();
    boolean complete = true;
    for (App app : server.apps()) {
      complete &= !RouterBuilder.isNeeded(app.routes());
    }
    return readAll(complete);
  }

  /**
   * Reads everything.
   *
   * @param complete whether all routers are there; if not, what is said of middleware may turn out
   *     to be right
   * @throws ConfigurationException with all that is wrong
   */
  Result readAll(boolean complete) {
    ConfigSources all = withApps(sources.get());
    if (modules.isPresent()) {
      modules.get().put(all);
    }
    Collection<RegisteredMiddleware> references = MiddlewareReferences.in(server);
    for (RegisteredMiddleware reference : references) {
      if (MiddlewareResolver.find(server.middlewareTypes(), reference.type()).isPresent()) {
        all.tree(RegisteredOptions.tree(reference));
      }
    }
    boolean ofCode = server.hasServices();
    if (ofCode) {
      server.services().put(all);
    }
    Configuration configuration = Configuration.load(all);
    Bound<RootOptions> root = configuration.declare("", RootOptions.class);
    if (modules.isPresent() || configuration.mentions("modules")) {
      configuration.declare("", ModuleSection.class);
    }
    Optional<ServiceSettings> services =
        ofCode || configuration.mentions("services")
            ? Optional.of(new ServiceSettings(server.services(), configuration))
            : Optional.empty();
    server.sections().forEach(section -> configuration.declare(section.path(), section.type()));
    for (RegisteredMiddleware reference : references) {
      MiddlewareResolver.find(server.middlewareTypes(), reference.type())
          .ifPresent(
              type -> configuration.declare("middleware." + reference.type(), type.options()));
    }
    verify(configuration, services, complete);
    return new Result(
        root.get(),
        configuration,
        services.isPresent() ? services.get().specifications() : List.of(),
        complete);
  }

  /** All that is wrong, in one exception. */
  private void verify(
      Configuration configuration, Optional<ServiceSettings> services, boolean complete) {
    if (complete && services.isEmpty() && modules.isEmpty()) {
      configuration.verify();
      return;
    }
    List<ConfigProblem> problems = new ArrayList<>();
    try {
      configuration.verify();
    } catch (ConfigurationException e) {
      problems.addAll(e.problems());
    }
    if (!complete) {
      problems.removeIf(problem -> isIn("middleware", problem.key()));
    }
    services.ifPresent(read -> {
      problems.removeIf(read::isEcho);
      problems.addAll(read.problems());
    });
    modules.ifPresent(present -> problems.addAll(present.problems(configuration)));
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
  }

  private void runSetups() {
    if (server.sections().isEmpty()) {
      return;
    }
    Configuration configuration = Configuration.load(withShortForms(sources.get()));
    List<Runnable> setups = new ArrayList<>();
    for (Section<?> section : server.sections()) {
      setups.add(setup(section, configuration));
    }
    configuration.declare("", RootOptions.class);
    try {
      configuration.verify();
    } catch (ConfigurationException e) {
      List<ConfigProblem> certain =
          e.problems().stream().filter(p -> !isDecidedLater(p.key())).toList();
      if (!certain.isEmpty()) {
        throw new ConfigurationException(certain);
      }
    }
    setups.forEach(Runnable::run);
  }

  /**
   * Whether what is said of {@code key} may still turn out to be right: set-ups add apps, and with
   * them middleware.
   */
  private static boolean isDecidedLater(String key) {
    return key.equals(PORT) || LATER.stream().anyMatch(section -> isIn(section, key));
  }

  /** Whether {@code key}, an argument, a variable or a path of a tree, is below {@code section}. */
  private static boolean isIn(String section, String key) {
    String path = key.startsWith("--") ? key.substring(2) : key;
    return path.equals(section)
        || path.startsWith(section + ".")
        || path.startsWith(section + "[")
        || key.startsWith("LOKSTRA_" + section.toUpperCase(Locale.ROOT) + "_");
  }

  private <T extends Record> Runnable setup(Section<T> section, Configuration configuration) {
    Bound<T> options = configuration.declare(section.path(), section.type());
    return () -> {
      try {
        section.setup().apply(server, options.get());
      } catch (RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new StartupException(
            server.name(),
            "setting up '%s' failed: %s".formatted(section.path(), e.getMessage()),
            e);
      }
    };
  }

  private ConfigSources withApps(ConfigSources all) {
    for (App app : server.apps()) {
      all.code(
          "App.named(\"%s\", …)".formatted(app.name()),
          "apps." + app.name() + ".listen",
          app.address().toString());
      app.tls().ifPresent(tls -> TlsSettings.put(all, app.name(), tls));
      app.proxyProtocol().ifPresent(options -> ProxyProtocolSettings.put(all, app.name(), options));
    }
    return withShortForms(all);
  }

  /** A port is that of the one app that has one; where several have, none is meant. */
  private ConfigSources withShortForms(ConfigSources all) {
    List<App> ported = new ArrayList<>(server.apps());
    ported.removeIf(app -> app.address() instanceof ListenAddress.Unix);
    boolean clear = ported.size() == 1 && ported.size() < server.apps().size();
    return all.shortForm(
        ShortForm.port("apps." + (clear ? ported.getFirst().name() : "*") + ".listen"));
  }

  /** What is said of each app. */
  static Map<String, AppOptions> apps(RootOptions options) {
    Map<String, AppOptions> apps = new HashMap<>();
    options.apps().forEach(app -> apps.put(app.name(), app));
    return apps;
  }
}
