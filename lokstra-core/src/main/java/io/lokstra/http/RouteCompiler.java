package io.lokstra.http;

import io.lokstra.engine.HttpOptions;
import io.lokstra.engine.RouteHandle;
import io.lokstra.internal.text.Printable;
import io.lokstra.internal.web.HttpToken;
import io.lokstra.json.Json;
import io.lokstra.routing.PathTemplate;
import io.lokstra.routing.RouteConflictException;
import io.lokstra.routing.RouterEngine;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Turns the apps of one address into a {@link RouteTable}: flattens routers and groups, composes
 * every chain, and collects all that is wrong instead of stopping at the first.
 */
final class RouteCompiler {
  private final Server server;
  private final WebSockets webSockets;
  private final HttpOptions options;
  private final Inputs inputs;
  private final Supplier<Json> json;
  private final MiddlewareResolver resolver;
  private final RouterEngine.Builder<Endpoint> engine;
  private final Level outermost = Level.outermost();
  private final List<Coverage.Mount> mounts = new ArrayList<>();
  private final Map<String, PathTemplate> names = new HashMap<>();
  private final Map<String, String> namedAt = new HashMap<>();
  private final Set<String> taken = new HashSet<>();
  private final List<String> problems = new ArrayList<>();

  RouteCompiler(
      Server server,
      HttpOptions options,
      WebSockets webSockets,
      Inputs inputs,
      MiddlewareResolver resolver) {
    this.server = server;
    this.webSockets = webSockets;
    this.options = options;
    this.inputs = inputs;
    this.json = inputs::json;
    this.resolver = resolver;
    this.engine = server.routerEngine().builder();
  }

  /**
   * The table of these apps.
   *
   * @param problems receives whole sentences; the table is good only when none was added
   */
  Optional<RouteTable> compile(List<App> apps, Health health, List<String> problems) {
    List<Scope> around = new ArrayList<>();
    Scope ofServer = scope("server " + server.name(), "", false, server.around());
    around.add(ofServer);
    Level insideServer = outermost.inside(ofServer);
    for (App app : apps) {
      Scope scope = scope("app " + app.name(), "", false, app.routes());
      checkExclusions(app.routes().excluded(), scope.kind(), List.of(ofServer));
      around.add(scope);
      add(app, app.routes(), "", "", insideServer.inside(scope));
    }
    for (App app : apps) {
      if (app.answersHealth()) {
        addHealth(app, health);
      }
    }
    try {
      RouterEngine<Endpoint> built = engine.build();
      ResponseFormatter formatter = apps.getFirst().formatter();
      Misses.Frame frame = Misses.Frame.of(Boundary.of(formatter, json), outermost, defaults());
      Coverage coverage = Coverage.of(frame, around, mounts, this.problems);
      problems.addAll(this.problems);
      return Optional.of(
          new RouteTable(
              List.copyOf(apps),
              built,
              Map.copyOf(names),
              new Misses(frame, built, outermost, coverage, around),
              formatter));
    } catch (RouteConflictException e) {
      problems.addAll(this.problems);
      problems.add(e.getMessage());
      return Optional.empty();
    }
  }

  private void add(App app, Router router, String prefix, String routerName, Level level) {
    for (Router.Entry entry : router.entries()) {
      if (entry instanceof Router.Entry.Own own) {
        addRoute(app, own, prefix, routerName, level);
      } else if (entry instanceof Router.Entry.Mounted mounted) {
        addMounted(app, mounted, prefix, routerName, level);
      } else if (entry instanceof Router.Entry.Built built) {
        throw new IllegalStateException("not built yet: " + built.origin());
      }
    }
  }

  private void addMounted(
      App app, Router.Entry.Mounted mounted, String prefix, String routerName, Level level) {
    Router router = mounted.router();
    boolean group = router.name().isEmpty();
    if (!checkPath(mounted.prefix(), mounted.origin())) {
      return;
    }
    String below = join(prefix, mounted.prefix());
    String kind = group ? "group " + below : "router " + router.name();
    if (level.scopes().size() > 64) {
      problems.add(
          "%s at %s is nested more than 64 levels deep; is it mounted inside itself?"
              .formatted(kind, mounted.origin()));
      return;
    }
    checkExclusions(router.excluded(), kind + " at " + mounted.origin(), level.scopes());
    Level inner = level.inside(scope(kind, below, group, router));
    if (!group) {
      Optional<PathTemplate> at = template(below.isEmpty() ? "/" : below, mounted.origin());
      if (at.isPresent()) {
        mounts.add(new Coverage.Mount(at.get(), inner.scopes()));
      }
    }
    add(app, router, below, group ? routerName : router.name(), inner);
  }

  private void addRoute(
      App app, Router.Entry.Own own, String prefix, String routerName, Level level) {
    if (!checkPath(own.path(), own.origin())) {
      return;
    }
    String joined = join(prefix, own.path());
    String path = joined.isEmpty() ? "/" : joined;
    Optional<PathTemplate> template = template(path, own.origin());
    if (template.isEmpty()) {
      return;
    }
    Details details = Details.of(own.options());
    List<Scope> scopes = level.scopes();
    List<Scope.Placed> middleware =
        new ArrayList<>(Scope.effective(scopes, Set.copyOf(details.without)));
    for (Middleware each : resolver.resolve(details.middleware, problems)) {
      middleware.add(new Scope.Placed(each, scopes.size()));
    }
    checkExclusions(details.without, "the route at " + own.origin(), scopes);
    Optional<Type> input =
        own.typed().isPresent() ? Optional.of(own.typed().get().input()) : Optional.empty();
    boolean offLoop = details.offLoop || isOffLoop(scopes);
    Handler handler =
        own.typed().isEmpty()
            ? plain(own, path, offLoop)
            : typed(own.typed().get(), own, path, template.get().names(), offLoop);
    Limits limits = details.outweigh(Scope.limits(defaults(), middleware));
    Route route =
        new Route(
            own.method(),
            path,
            details.name,
            details.description,
            input,
            details.returns,
            printedNames(middleware),
            routerName,
            own.origin());
    Endpoint endpoint =
        new Endpoint(
            route,
            new RouteHandle(route.template(), offLoop),
            Link.chain(Boundary.of(app.formatter(), json), scopes, middleware, handler),
            template.get().names(),
            level,
            limits.maxBody(),
            limits.timeoutNanos(),
            limits.maxRatio(),
            details.encodedSlash,
            app.trailingSlash());
    register(own, template.get(), endpoint);
  }

  private void register(Router.Entry.Own own, PathTemplate template, Endpoint endpoint) {
    String name = endpoint.route().name();
    if (!name.isEmpty()) {
      String other = namedAt.put(name, own.origin());
      if (other != null) {
        problems.add(
            "two routes are named '%s': at %s and at %s; a name builds URLs and must be unique"
                .formatted(name, other, own.origin()));
      }
      names.put(name, template);
    }
    if (!isMethod(own.method())) {
      problems.add(
          "'%s' at %s is not a method; expected a token such as GET, or * for every method"
              .formatted(Printable.of(own.method()), own.origin()));
      return;
    }
    taken.add(own.method() + " " + template.shape());
    engine.add(own.method(), template, own.origin(), endpoint);
  }

  private Handler plain(Router.Entry.Own own, String path, boolean offLoop) {
    return own.handler() instanceof WebSocketRoute<?> route
        ? route.compiled(webSockets, path, own.origin(), offLoop, problems)
        : own.handler();
  }

  private <T> Handler typed(
      Router.TypedRoute<T> typed,
      Router.Entry.Own own,
      String path,
      List<String> parameters,
      boolean offLoop) {
    TypedHandler<T> handler =
        typed.handler() instanceof WebSocketRoute<T> route
            ? route.compiled(webSockets, path, own.origin(), offLoop, problems)
            : typed.handler();
    return inputs
        .compile(typed.input(), own.method(), path, own.origin(), parameters, problems)
        .<Handler>map(binder -> ctx -> handler.handle(ctx, binder.bind(ctx)))
        .orElse(own.handler());
  }

  /** A name that excludes nothing is a mistake in its spelling. */
  private void checkExclusions(List<String> excluded, String where, List<Scope> scopes) {
    for (String name : excluded) {
      List<String> around =
          scopes.stream()
              .flatMap(s -> s.middleware().stream())
              .map(Middleware::name)
              .filter(n -> !n.isEmpty())
              .toList();
      if (!around.contains(name)) {
        problems.add(
            "%s leaves out middleware '%s', which nothing around it uses; around it are %s"
                .formatted(where, name, around));
      }
    }
  }

  private Scope scope(String kind, String prefix, boolean group, Router router) {
    return Scope.of(kind, prefix, group, router, resolver.resolve(router.middleware(), problems));
  }

  private static boolean isOffLoop(List<Scope> scopes) {
    for (Scope scope : scopes) {
      if (scope.offLoop()) {
        return true;
      }
    }
    return false;
  }

  private static List<String> printedNames(List<Scope.Placed> middleware) {
    List<String> names = new ArrayList<>(middleware.size());
    for (Scope.Placed placed : middleware) {
      String name = placed.middleware().name();
      names.add(name.isEmpty() ? "?" : name);
    }
    return List.copyOf(names);
  }

  private void addHealth(App app, Health health) {
    addHealth(app, "/health/live", ctx -> health.live());
    addHealth(app, "/health/ready", ctx -> health.ready());
  }

  /** Outside of all middleware: a probe must not need credentials, nor fill the log. */
  private void addHealth(App app, String path, Handler handler) {
    PathTemplate template = PathTemplate.parse(path);
    if (!taken.add("GET " + template.shape())) {
      return;
    }
    Boundary boundary = Boundary.of(app.formatter(), json);
    Route route =
        new Route(
            "GET",
            path,
            "",
            "",
            Optional.empty(),
            Optional.empty(),
            List.of(),
            "health",
            "built in");
    engine.add(
        "GET",
        template,
        "built in",
        new Endpoint(
            route,
            new RouteHandle(route.template(), false),
            new Core(handler, boundary),
            List.of(),
            outermost,
            0,
            defaults().timeoutNanos(),
            0,
            false,
            TrailingSlash.STRICT));
  }

  private Optional<PathTemplate> template(String path, String origin) {
    try {
      return Optional.of(PathTemplate.parse(path));
    } catch (IllegalArgumentException e) {
      problems.add(e.getMessage() + " (at " + origin + ")");
      return Optional.empty();
    }
  }

  private boolean checkPath(String path, String origin) {
    if (path.isEmpty() || path.startsWith("/")) {
      return true;
    }
    problems.add(
        "the path '%s' at %s must begin with a slash, or be empty"
            .formatted(Printable.of(path), origin));
    return false;
  }

  private static String join(String prefix, String path) {
    return prefix.endsWith("/") && path.startsWith("/")
        ? prefix + path.substring(1)
        : prefix + path;
  }

  private static boolean isMethod(String method) {
    return method.equals(RouterEngine.ANY) || HttpToken.isToken(method);
  }

  /** The listener's. */
  private Limits defaults() {
    return new Limits(options.maxBodySize(), options.requestTimeout(), 0);
  }

  /** A route's options, sorted out. */
  private static final class Details {
    String name = "";
    String description = "";
    Optional<Type> returns = Optional.empty();
    final List<Middleware> middleware = new ArrayList<>();
    final List<String> without = new ArrayList<>();
    boolean offLoop;
    boolean encodedSlash;
    Optional<Long> maxBody = Optional.empty();
    Optional<java.time.Duration> timeout = Optional.empty();

    /** What the route says of itself in the place of what holds around it. */
    Limits outweigh(Limits around) {
      return new Limits(
          maxBody.orElse(around.maxBody()), timeout.orElse(around.timeout()), around.maxRatio());
    }

    static Details of(List<RouteOption> options) {
      Details details = new Details();
      for (RouteOption option : options) {
        switch (option) {
          case RouteOption.Name(String value) -> details.name = value;
          case RouteOption.Description(String text) -> details.description = text;
          case RouteOption.Returns(Type type) -> details.returns = Optional.of(type);
          case RouteOption.Use(List<Middleware> all) -> details.middleware.addAll(all);
          case RouteOption.Without(List<String> all) -> details.without.addAll(all);
          case RouteOption.OffLoop() -> details.offLoop = true;
          case RouteOption.MaxBody(long bytes) -> details.maxBody = Optional.of(bytes);
          case RouteOption.Timeout(java.time.Duration time) -> details.timeout = Optional.of(time);
          case RouteOption.OfWebSocket _ -> {
            // Its handler has it, which alone knows what to do with it.
          }
          case RouteOption.AllowEncodedSlash() -> details.encodedSlash = true;
        }
      }
      return details;
    }
  }
}
