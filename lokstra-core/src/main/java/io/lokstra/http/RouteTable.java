package io.lokstra.http;

import io.lokstra.engine.Exchange;
import io.lokstra.routing.PathCaptures;
import io.lokstra.routing.PathTemplate;
import io.lokstra.routing.RouterEngine;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The compiled routes of one address: what answers each request, matched or not. Immutable;
 * replaced as a whole.
 *
 * @param apps whose routes they are
 * @param engine finds endpoints
 * @param names path templates by route name
 * @param misses what answers where no route does
 * @param formatter the shape of errors where no app is known
 */
record RouteTable(
    List<App> apps,
    RouterEngine<Endpoint> engine,
    Map<String, PathTemplate> names,
    Misses misses,
    ResponseFormatter formatter) {

  /** What answers {@code exchange}; writes what its path captures. */
  Endpoint find(Exchange exchange, PathCaptures captures) {
    RequestTarget target = exchange.target();
    String method = exchange.method();
    String path = target.path();
    Endpoint found = engine.find(method, path, captures);
    if (target.hasEncodedSlash()) {
      captures.escaped(true);
      if (found == null || !found.encodedSlash()) {
        return misses.encodedSlash(path);
      }
    }
    return found != null ? found : miss(method, target, captures);
  }

  private Endpoint miss(String method, RequestTarget target, PathCaptures captures) {
    if (target.form() == RequestTarget.Form.ASTERISK) {
      return misses.optionsOfAll();
    }
    String path = target.path();
    Map<String, Endpoint> allowed = engine.allowed(path);
    if (!allowed.isEmpty()) {
      return misses.otherMethod(method, allowed);
    }
    Endpoint other = elsewhere(method, path, captures);
    return other != null ? other : misses.notFound(path);
  }

  /** What the path leads to with a slash more or less at its end, where that route allows it. */
  private @Nullable Endpoint elsewhere(String method, String path, PathCaptures captures) {
    if (path.length() < 2) {
      return null;
    }
    String other = path.endsWith("/") ? path.substring(0, path.length() - 1) : path + "/";
    Endpoint found = engine.find(method, other, captures);
    if (found == null) {
      return null;
    }
    return switch (found.trailingSlash()) {
      case STRICT -> null;
      case IGNORE -> found;
      case REDIRECT -> misses.redirect(found);
    };
  }

  /** The endpoint of a route's name, for building its URL. */
  @Nullable PathTemplate named(String name) {
    return names.get(name);
  }
}
