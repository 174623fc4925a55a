package io.lokstra.http;

import io.lokstra.engine.Exchange;
import io.lokstra.engine.RouteHandle;
import io.lokstra.routing.PathCaptures;
import io.lokstra.routing.PathTemplate;
import io.lokstra.routing.RouterEngine;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The compiled routes of one address: what answers each request, matched or not. Immutable;
 * replaced as a whole.
 *
 * @param apps whose routes they are
 * @param engine finds endpoints
 * @param names path templates by route name
 * @param mounts the levels around each router and what its paths begin with, for requests that
 *     match no route
 * @param outermost the levels around everything, for the same
 * @param fallback the error shape and rules for the same
 * @param limits the listener's
 */
record RouteTable(
    List<App> apps,
    RouterEngine<Endpoint> engine,
    Map<String, PathTemplate> names,
    List<Mount> mounts,
    List<Scope> outermost,
    Fallback fallback,
    Limits limits) {

  /** Stand-ins for routes, one for each kind of answer that has none. */
  static final class Handles {
    final RouteHandle notFound = new RouteHandle("no route", false);
    final RouteHandle methodNotAllowed = new RouteHandle("no method", false);
    final RouteHandle options = new RouteHandle("OPTIONS", false);
    final RouteHandle redirect = new RouteHandle("trailing slash", false);
  }

  /** What makes the error answers of requests without a route. */
  record Fallback(ResponseFormatter formatter, Boundary boundary, Handles handles) {}

  /** A router that is not a group, and the levels from the outermost to its own. */
  record Mount(PathTemplate prefix, List<Scope> scopes) {
    boolean covers(String path) {
      String[] wanted = prefix.toString().split("/", -1);
      String[] given = path.split("/", -1);
      if (prefix.toString().equals("/") || wanted.length > given.length) {
        return prefix.toString().equals("/");
      }
      for (int i = 1; i < wanted.length; i++) {
        if (!wanted[i].startsWith("{") && !wanted[i].equals(given[i])) {
          return false;
        }
      }
      return true;
    }
  }

  /** What answers {@code exchange}; writes what its path captures. */
  Endpoint find(Exchange exchange, PathCaptures captures) {
    RequestTarget target = exchange.target();
    String method = exchange.method();
    String path = target.path();
    Endpoint found = engine.find(method, path, captures);
    if (target.hasEncodedSlash()) {
      captures.escaped(true);
      if (found == null || !found.encodedSlash()) {
        return refused(path);
      }
    }
    return found != null ? found : miss(method, target, captures);
  }

  private Endpoint miss(String method, RequestTarget target, PathCaptures captures) {
    String path = target.path();
    if (target.form() == RequestTarget.Form.ASTERISK) {
      return answer(fallback.handles().options, "OPTIONS *", outermost, ctx -> Response.of(204));
    }
    Map<String, Endpoint> allowed = engine.allowed(path);
    if (!allowed.isEmpty()) {
      return wrongMethod(method, allowed);
    }
    Optional<Endpoint> other = elsewhere(method, path, captures);
    if (other.isPresent()) {
      return other.get();
    }
    return answer(
        fallback.handles().notFound, "", covering(path), ctx -> Response.error(Failure.of(404)));
  }

  private Endpoint wrongMethod(String method, Map<String, Endpoint> allowed) {
    Set<String> methods = new LinkedHashSet<>(allowed.keySet());
    methods.add("OPTIONS");
    Header allow = Header.of("allow", String.join(", ", methods));
    List<Scope> common = common(allowed.values().stream().map(Endpoint::scopes).toList());
    if (method.equals("OPTIONS")) {
      return answer(
          fallback.handles().options, "OPTIONS", common, ctx -> Response.of(204).withHeader(allow));
    }
    return answer(
        fallback.handles().methodNotAllowed,
        "",
        common,
        ctx -> Response.error(Failure.of(405)).withHeader(allow));
  }

  /** What the path leads to with a slash more or less at its end, where that route allows it. */
  private Optional<Endpoint> elsewhere(String method, String path, PathCaptures captures) {
    if (path.length() < 2) {
      return Optional.empty();
    }
    boolean slash = path.endsWith("/");
    String other = slash ? path.substring(0, path.length() - 1) : path + "/";
    Endpoint found = engine.find(method, other, captures);
    if (found == null) {
      return Optional.empty();
    }
    return switch (found.trailingSlash()) {
      case STRICT -> Optional.empty();
      case IGNORE -> Optional.of(found);
      case REDIRECT ->
          Optional.of(
              answer(
                  fallback.handles().redirect,
                  found.route().template(),
                  found.scopes(),
                  ctx ->
                      Response.of(308).withHeader("location", toggled(ctx.target().raw(), slash))));
    };
  }

  private static String toggled(String raw, boolean slash) {
    int path = raw.startsWith("/") ? 0 : raw.indexOf('/', raw.indexOf("://") + 3);
    int question = raw.indexOf('?');
    int end = question < 0 ? raw.length() : question;
    return slash
        ? raw.substring(path, end - 1) + raw.substring(end)
        : raw.substring(path, end) + "/" + raw.substring(end);
  }

  private Endpoint refused(String path) {
    return answer(
        fallback.handles().notFound,
        "",
        covering(path),
        ctx ->
            Response.error(Failure.of(400, "An encoded slash (%2F) is not taken in this path.")));
  }

  private Endpoint answer(
      RouteHandle handle, String template, List<Scope> scopes, Handler handler) {
    List<Scope.Placed> middleware = Scope.effective(scopes, Set.of());
    Limits inside = Scope.limits(limits, middleware);
    Next chain = Link.chain(fallback.boundary(), scopes, middleware, handler);
    Route route =
        new Route("", template, "", "", Optional.empty(), Optional.empty(), List.of(), "", "");
    return new Endpoint(
        route,
        handle,
        chain,
        List.of(),
        scopes,
        inside.maxBody(),
        inside.timeoutNanos(),
        inside.maxRatio(),
        false,
        TrailingSlash.STRICT);
  }

  /** The levels of all routers whose prefix covers {@code path}, outermost first. */
  private List<Scope> covering(String path) {
    Set<Scope> all = new LinkedHashSet<>(outermost);
    for (Mount mount : mounts) {
      if (mount.covers(path)) {
        all.addAll(mount.scopes());
      }
    }
    return new ArrayList<>(all);
  }

  /** The levels that all of these begin with. */
  private static List<Scope> common(List<List<Scope>> lists) {
    List<Scope> common = lists.getFirst();
    for (List<Scope> each : lists) {
      int same = 0;
      while (same < common.size()
          && same < each.size()
          && common.get(same).equals(each.get(same))) {
        same++;
      }
      common = common.subList(0, same);
    }
    return common;
  }

  /** The endpoint of a route's name, for building its URL. */
  @Nullable PathTemplate named(String name) {
    return names.get(name);
  }
}
