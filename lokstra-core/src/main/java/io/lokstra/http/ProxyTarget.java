package io.lokstra.http;

import io.lokstra.engine.Upstream;
import io.lokstra.internal.text.Printable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** One server of a {@link Proxy}, the path below which it is asked, and how it has fared. */
final class ProxyTarget {
  private final Upstream upstream;
  private final String base;

  /** Until when it is passed over, on the clock of {@link System#nanoTime()}; 0 for not. */
  private final AtomicLong downUntil = new AtomicLong();

  private ProxyTarget(Upstream upstream, String base) {
    this.upstream = upstream;
    this.base = base;
  }

  /**
   * The servers of a list.
   *
   * @throws IllegalArgumentException that names the place in the list and what is wrong there
   */
  static List<ProxyTarget> checked(List<String> upstreams) {
    if (upstreams.isEmpty()) {
      throw new IllegalArgumentException(
          "'upstreams' must name a server at least, such as http://10.0.0.7:8080");
    }
    List<ProxyTarget> targets = new ArrayList<>(upstreams.size());
    for (int i = 0; i < upstreams.size(); i++) {
      String text = upstreams.get(i);
      try {
        targets.add(parse(text));
      } catch (HttpException | IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "upstreams[%d] is no server: '%s' (%s); expected http://host:port or https://host, with a path perhaps, or unix:/run/app.sock"
                .formatted(i, Printable.of(text), e.getMessage()),
            e);
      }
    }
    return List.copyOf(targets);
  }

  private static ProxyTarget parse(String text) {
    if (text.startsWith("unix:/")) {
      return new ProxyTarget(Upstream.unix(Path.of(text.substring("unix:".length()))), "");
    }
    RequestTarget target = RequestTarget.parse(text);
    if (target.form() != RequestTarget.Form.ABSOLUTE || text.indexOf('?') >= 0) {
      throw new IllegalArgumentException("it is no address with a scheme, or has a query");
    }
    String authority = target.authority().orElseThrow();
    int start = text.indexOf("://") + 3 + authority.length();
    String path = text.substring(start);
    return new ProxyTarget(
        upstream(text.regionMatches(true, 0, "https:", 0, 6), authority),
        path.endsWith("/") ? path.substring(0, path.length() - 1) : path);
  }

  private static Upstream upstream(boolean secure, String authority) {
    int colon = authority.lastIndexOf(':');
    boolean port = colon > authority.lastIndexOf(']');
    String host = port ? authority.substring(0, colon) : authority;
    int number = port ? Integer.parseInt(authority.substring(colon + 1)) : secure ? 443 : 80;
    if (number == 0) {
      throw new IllegalArgumentException("its port must be 1 to 65535");
    }
    return Upstream.of(
        secure, host.startsWith("[") ? host.substring(1, host.length() - 1) : host, number);
  }

  Upstream upstream() {
    return upstream;
  }

  /**
   * Path and query for this server: what the route's {@code {path...}} captured, as it was sent,
   * after the server's own path.
   */
  String path(Route route, RequestTarget target) {
    String raw = target.raw();
    int query = raw.indexOf('?');
    int end = query < 0 ? raw.length() : query;
    int from = afterPrefix(route.path(), raw, pathStart(target, raw), end);
    String rest = from < 0 ? "" : raw.substring(from, end);
    String asked = query < 0 ? "" : raw.substring(query);
    return from < 0 ? (base.isEmpty() ? "/" : base) + asked : base + "/" + rest + asked;
  }

  /** The path below which it is asked, without a slash at its end. */
  String base() {
    return base;
  }

  /**
   * The path of the request up to what {@code {path...}} captured, as it was sent; empty where the
   * route has none.
   */
  static Optional<String> prefix(Route route, RequestTarget target) {
    String raw = target.raw();
    int query = raw.indexOf('?');
    int end = query < 0 ? raw.length() : query;
    int start = pathStart(target, raw);
    int from = afterPrefix(route.path(), raw, start, end);
    return from < 0 ? Optional.empty() : Optional.of(raw.substring(start, from));
  }

  /** The path of the request, as it was sent, without its query. */
  static String asked(RequestTarget target) {
    String raw = target.raw();
    int query = raw.indexOf('?');
    return raw.substring(pathStart(target, raw), query < 0 ? raw.length() : query);
  }

  private static int pathStart(RequestTarget target, String raw) {
    Optional<String> authority = target.authority();
    return authority.isEmpty() ? 0 : raw.indexOf("://") + 3 + authority.get().length();
  }

  /** Where in the path begins what {@code {path...}} captured; -1 when nothing does. */
  private static int afterPrefix(String template, String raw, int start, int end) {
    if (!template.endsWith("...}")) {
      return -1;
    }
    int at = start;
    int wildcard = template.lastIndexOf('{');
    // Each segment before it is one of the path, whatever it captured.
    for (int i = 0; i < wildcard; i++) {
      if (template.charAt(i) == '/') {
        int slash = raw.indexOf('/', at);
        if (slash < 0 || slash >= end) {
          return end;
        }
        at = slash + 1;
      }
    }
    return at;
  }

  /** Whether it is passed over now. */
  boolean isDown(long now) {
    long until = downUntil.get();
    return until != 0 && now - until < 0;
  }

  /** Since when it may be asked again; the earlier, the sooner it is tried. */
  long downUntil() {
    return downUntil.get();
  }

  /** It is passed over until then. */
  void passOver(long until) {
    downUntil.set(until == 0 ? 1 : until);
  }

  /** It answers. */
  void answered() {
    if (downUntil.get() != 0) {
      downUntil.set(0);
    }
  }

  @Override
  public String toString() {
    return upstream + base;
  }
}
