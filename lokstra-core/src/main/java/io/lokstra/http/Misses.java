package io.lokstra.http;

import io.lokstra.engine.RouteHandle;
import io.lokstra.routing.RouterEngine;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What answers requests that no route has: 404, 405, automatic OPTIONS and redirects of trailing
 * slashes, each inside the middleware of the levels it belongs to. Every chain is composed when
 * this is made. Thread-safe.
 */
final class Misses {
  private final Frame frame;
  private final Map<Level, AtLevel> levels = new HashMap<>();
  private final Map<RouteHandle, Endpoint> redirects = new ConcurrentHashMap<>();
  private final Coverage coverage;
  private final Endpoint optionsOfAll;

  /** What answers at a path whose routes have this level in common. */
  private record AtLevel(Endpoint methodNotAllowed, Endpoint options, Composed redirect) {}

  /** A chain, and the limits that its middleware sets. */
  record Composed(Next chain, Limits limits) {}

  /**
   * Composes everything.
   *
   * @param outermost outside of the levels of all routes
   * @param coverage whose a path without a route is
   * @param around the scopes of the server and its apps
   */
  Misses(
      Frame frame,
      RouterEngine<Endpoint> engine,
      Level outermost,
      Coverage coverage,
      List<Scope> around) {
    this.frame = frame;
    this.coverage = coverage;
    this.optionsOfAll =
        frame.endpoint(
            frame.options(), "OPTIONS *", frame.chain(around, new Constant(Response.of(204))));
    Handler wrong = new WrongMethod(engine);
    Handler allowed = new AllowedMethods(engine);
    List<Level> all = new ArrayList<>();
    outermost.addTo(all);
    for (Level level : all) {
      levels.put(
          level,
          new AtLevel(
              frame.endpoint(frame.methodNotAllowed(), "", frame.chain(level.scopes(), wrong)),
              frame.endpoint(frame.options(), "OPTIONS", frame.chain(level.scopes(), allowed)),
              frame.chain(level.scopes(), SlashRedirect.INSTANCE)));
    }
  }

  /** What answers {@code OPTIONS *}. */
  Endpoint optionsOfAll() {
    return optionsOfAll;
  }

  /** What answers a path that has a route for other methods alone. */
  Endpoint otherMethod(String method, Map<String, Endpoint> allowed) {
    Level common = null;
    for (Endpoint each : allowed.values()) {
      common = common == null ? each.level() : common.common(each.level());
    }
    AtLevel answers = levels.get(common);
    if (answers == null) {
      throw new IllegalStateException("a route outside of all levels: " + allowed);
    }
    return method.equals("OPTIONS") ? answers.options() : answers.methodNotAllowed();
  }

  /** What answers a path that has no route. */
  Endpoint notFound(String path) {
    return coverage.at(path).notFound();
  }

  /** What answers a path with a {@code %2F} that its route does not take. */
  Endpoint encodedSlash(String path) {
    return coverage.at(path).encodedSlash();
  }

  /** What leads to {@code found} by a slash more or less at the end of the path. */
  Endpoint redirect(Endpoint found) {
    AtLevel answers = levels.get(found.level());
    if (answers == null) {
      throw new IllegalStateException("a route outside of all levels: " + found.route());
    }
    // As many as there are routes.
    return redirects.computeIfAbsent(
        found.handle(),
        _ -> frame.endpoint(frame.redirect(), found.route().template(), answers.redirect()));
  }

  /**
   * What these answers have in common.
   *
   * @param boundary their shape of errors
   * @param outermost outside of all levels
   * @param limits the listener's
   * @param notFound the stand-in for a route, as are the others
   */
  record Frame(
      Boundary boundary,
      Level outermost,
      Limits limits,
      RouteHandle notFound,
      RouteHandle methodNotAllowed,
      RouteHandle options,
      RouteHandle redirect) {

    static Frame of(Boundary boundary, Level outermost, Limits limits) {
      return new Frame(
          boundary,
          outermost,
          limits,
          new RouteHandle("no route", false),
          new RouteHandle("no method", false),
          new RouteHandle("OPTIONS", false),
          new RouteHandle("trailing slash", false));
    }

    /** The middleware of {@code scopes} around {@code handler}. */
    Composed chain(List<Scope> scopes, Handler handler) {
      List<Scope.Placed> middleware = Scope.effective(scopes, Set.of());
      return new Composed(
          Link.chain(boundary, scopes, middleware, handler), Scope.limits(limits, middleware));
    }

    /** An answer; {@code template} is what stands for the route in logs. */
    Endpoint endpoint(RouteHandle handle, String template, Composed answer) {
      Route route =
          new Route("", template, "", "", Optional.empty(), Optional.empty(), List.of(), "", "");
      return new Endpoint(
          route,
          handle,
          answer.chain(),
          List.of(),
          outermost,
          answer.limits().maxBody(),
          answer.limits().timeoutNanos(),
          answer.limits().maxRatio(),
          false,
          TrailingSlash.STRICT);
    }
  }

  // The handlers, as classes: they are made in every start, where each lambda would cost more.

  /** The same answer each time. */
  record Constant(Response response) implements Handler {
    @Override
    public Object handle(RequestContext ctx) {
      return response;
    }
  }

  /** 405 with what is allowed. */
  private record WrongMethod(RouterEngine<Endpoint> engine) implements Handler {
    @Override
    public Object handle(RequestContext ctx) {
      return Response.error(Failure.of(405)).withHeader(allow(engine, ctx));
    }
  }

  /** 204 with what is allowed. */
  private record AllowedMethods(RouterEngine<Endpoint> engine) implements Handler {
    @Override
    public Object handle(RequestContext ctx) {
      return Response.of(204).withHeader(allow(engine, ctx));
    }
  }

  private static Header allow(RouterEngine<Endpoint> engine, RequestContext ctx) {
    Set<String> methods = new LinkedHashSet<>(engine.allowed(ctx.path()).keySet());
    methods.add("OPTIONS");
    return Header.of("allow", String.join(", ", methods));
  }

  /** 308 to the path with a slash more or less. */
  private enum SlashRedirect implements Handler {
    /** The only one. */
    INSTANCE;

    @Override
    public Object handle(RequestContext ctx) {
      RequestTarget target = ctx.target();
      return Response.of(308)
          .withHeader("location", toggled(target.raw(), target.path().endsWith("/")));
    }

    private static String toggled(String raw, boolean slash) {
      int path = raw.startsWith("/") ? 0 : raw.indexOf('/', raw.indexOf("://") + 3);
      int question = raw.indexOf('?');
      int end = question < 0 ? raw.length() : question;
      return slash
          ? raw.substring(path, end - 1) + raw.substring(end)
          : raw.substring(path, end) + "/" + raw.substring(end);
    }
  }
}
