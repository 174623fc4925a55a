package io.lokstra.http;

import io.lokstra.config.Bound;
import io.lokstra.config.ConfigProblem;
import io.lokstra.config.ConfigSources;
import io.lokstra.config.Configuration;
import io.lokstra.config.ConfigurationException;
import io.lokstra.config.ShortForm;
import io.lokstra.internal.service.ModuleSection;
import io.lokstra.internal.service.Specification;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

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
  private static final List<String> LATER =
      List.of("apps", "middleware", "server.middleware", "services", "modules");

  private static final String PORT = "--port";

  private final Server server;
  private final Sources sources;
  private final Optional<Modules> modules;
  private Optional<Configuration> configuration = Optional.empty();
  private Optional<ServiceSettings> services = Optional.empty();
  private Optional<Wiring> wiring = Optional.empty();
  private Optional<LoggingSettings> logging = Optional.empty();

  Settings(Server server, Sources sources) {
    this(server, sources, Optional.empty());
  }

  /**
   * Settings of one start.
   *
   * @param modules those that contribute, if there are any
   */
  Settings(Server server, Sources sources, Optional<Modules> modules) {
    this.server = server;
    this.sources = sources;
    this.modules = modules;
  }

  /**
   * Whether all routers are there: none has to be made out of services first. If not, everything is
   * to be declared again when they are.
   */
  boolean isComplete() {
    for (App app : server.apps()) {
      if (RouterBuilder.isNeeded(app.routes())) {
        return false;
      }
    }
    for (Router router : server.routers().values()) {
      if (RouterBuilder.isNeeded(router)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Reads everything and changes nothing; what is wrong {@link #verify} tells.
   *
   * @param wiring whether also what a program has no need of that has no file
   */
  Bound<RootOptions> declare(boolean wiring) {
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
    if (server.hasServices()) {
      server.services().put(all);
    }
    Configuration reading = Configuration.load(all);
    configuration = Optional.of(reading);
    Bound<RootOptions> root = reading.declare("", RootOptions.class);
    if (modules.isPresent() || reading.mentions("modules")) {
      var _ = reading.declare("", ModuleSection.class);
    }
    services =
        server.hasServices() || reading.mentions("services")
            ? Optional.of(new ServiceSettings(server.services(), reading))
            : Optional.empty();
    logging =
        wiring || reading.mentions("logging")
            ? Optional.of(new LoggingSettings(reading))
            : Optional.empty();
    for (Section<?> section : server.sections()) {
      var _ = reading.declare(section.path(), section.type());
    }
    for (ConfigWatch<?> watch : server.watches()) {
      var _ = reading.declare(watch.path(), watch.type(), watch.path());
    }
    Wiring found = new Wiring(server, reading);
    this.wiring = Optional.of(found);
    for (RegisteredMiddleware reference : references) {
      Optional<MiddlewareType<?>> type =
          MiddlewareResolver.find(server.middlewareTypes(), reference.type());
      if (type.isPresent()) {
        found.declareType(reference.type(), type.get());
      }
    }
    if (wiring) {
      found.read();
    }
    return root;
  }

  /**
   * Checks what was declared.
   *
   * @param complete whether all routers are there; if not, what is said of middleware may turn out
   *     to be right
   * @throws ConfigurationException with all that is wrong
   */
  void verify(boolean complete) {
    if (complete && services.isEmpty() && modules.isEmpty() && logging.isEmpty()) {
      configuration().verify();
      return;
    }
    refuse(problems(complete));
  }

  private List<ConfigProblem> problems(boolean complete) {
    List<ConfigProblem> problems = new ArrayList<>(problemsOf(configuration()));
    if (!complete) {
      problems.removeIf(problem -> isIn("middleware", problem.key()));
    }
    services.ifPresent(read -> {
      problems.removeIf(read::isEcho);
      problems.addAll(read.problems());
    });
    logging.ifPresent(said -> problems.addAll(said.problems()));
    modules.ifPresent(present -> problems.addAll(present.problems(configuration())));
    return problems;
  }

  private static List<ConfigProblem> problemsOf(Configuration configuration) {
    try {
      configuration.verify();
      return List.of();
    } catch (ConfigurationException e) {
      return e.problems();
    }
  }

  private static void refuse(List<ConfigProblem> problems) {
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
  }

  /** The services that are to be made, once nothing was found wrong. */
  List<Specification> services() {
    return services.isPresent() ? services.get().specifications() : List.of();
  }

  /** What was read. */
  Configuration configuration() {
    return configuration.orElseThrow();
  }

  /** What was said of the log, if it was read. */
  Optional<LoggingSettings> logging() {
    return logging;
  }

  /** What was put together. */
  Wiring wiring() {
    return wiring.orElseThrow();
  }

  /**
   * Runs the set-ups of the application's sections.
   *
   * @throws ConfigurationException with what is certainly wrong, whatever they will add
   */
  void setUp() {
    if (server.sections().isEmpty()) {
      return;
    }
    Configuration configuration = Configuration.load(withShortForms(sources.get()));
    List<Runnable> setups = new ArrayList<>();
    for (Section<?> section : server.sections()) {
      setups.add(setup(section, configuration));
    }
    configuration.declare("", RootOptions.class);
    if (sources.mayWire()) {
      configuration.declare("server", ServerWiring.class);
    }
    if (configuration.mentions("logging")) {
      var _ = new LoggingSettings(configuration);
    }
    for (ConfigWatch<?> watch : server.watches()) {
      var _ = configuration.declare(watch.path(), watch.type(), watch.path());
    }
    refuse(certain(problemsOf(configuration)));
    setups.forEach(Runnable::run);
  }

  /**
   * Checks what was declared, of a server whose set-ups have not run and may add apps.
   *
   * @throws ConfigurationException with what is wrong whatever they add
   */
  void verifyWithoutSetups() {
    if (server.sections().isEmpty()) {
      verify(isComplete());
    } else {
      refuse(certain(problems(isComplete())));
    }
  }

  private static List<ConfigProblem> certain(List<ConfigProblem> problems) {
    return problems.stream().filter(problem -> !isDecidedLater(problem)).toList();
  }

  /** Problems that set-ups may solve: what is unknown or missing, and names that lead nowhere. */
  private static final List<String> SOLVABLE =
      List.of("LOK-CFG-001", "LOK-CFG-003", "LOK-CFG-006", "LOK-CFG-007", "LOK-CFG-019");

  /**
   * Whether what is said there may still turn out to be right: set-ups add apps, and with them
   * middleware.
   */
  private static boolean isDecidedLater(ConfigProblem problem) {
    String key = problem.key();
    if (!SOLVABLE.contains(problem.code())) {
      return false;
    }
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
      String path = "apps." + app.name() + ".";
      String place = "App.named(\"%s\", …)".formatted(app.name());
      if (app.trailingSlash() != TrailingSlash.STRICT) {
        String policy = app.trailingSlash().name().toLowerCase(Locale.ROOT);
        all.code(place, path + "trailing-slash", policy);
      }
      if (!app.answersHealth()) {
        all.code(place, path + "health", "false");
      }
      if (app.routes().isOffLoop()) {
        all.code(place, path + "off-loop", "true");
      }
      app.tls().ifPresent(tls -> TlsSettings.put(all, app.name(), tls));
      app.proxyProtocol().ifPresent(options -> ProxyProtocolSettings.put(all, app.name(), options));
    }
    return withShortForms(all);
  }

  /** A port is that of the one app that has one; where several have, none is meant. */
  private ConfigSources withShortForms(ConfigSources all) {
    Map<String, String> addresses = new LinkedHashMap<>();
    for (App app : server.apps()) {
      addresses.put(app.name(), app.address().toString());
    }
    addresses.putAll(sources.files().elements("apps", "listen"));
    List<String> ported = new ArrayList<>();
    for (Map.Entry<String, String> app : addresses.entrySet()) {
      if (!app.getValue().startsWith("unix:")) {
        ported.add(app.getKey());
      }
    }
    boolean clear = ported.size() == 1 && ported.size() < addresses.size();
    return all.shortForm(ShortForm.port("apps." + (clear ? ported.getFirst() : "*") + ".listen"));
  }
}
