package io.lokstra.http;

import io.lokstra.engine.Upstream;
import java.util.Locale;

/**
 * Where a server behind a {@link Proxy} says that something is, as its clients see it: what it
 * names by its own address, which they cannot reach and need not know, is below the route.
 */
final class ProxyLocation {
  private final Upstream upstream;
  private final String base;
  private final String prefix;
  private final boolean whole;

  private ProxyLocation(Upstream upstream, String base, String prefix, boolean whole) {
    this.upstream = upstream;
    this.base = base;
    this.prefix = prefix;
    this.whole = whole;
  }

  /** The fields of an answer of {@code target} to {@code request}, as its client is to see them. */
  static ResponseHeaders seenFromOutside(
      ResponseHeaders headers, ProxyTarget target, ActiveRequest request) {
    ResponseHeaders seen = headers;
    for (int i = 0; i < headers.size(); i++) {
      String name = headers.name(i);
      if (isOne(name)) {
        String value = headers.value(i);
        String outside = of(target, request.route(), request.target()).seenFromOutside(value);
        if (!outside.equals(value)) {
          seen = seen.with(Header.received(name, outside));
        }
      }
    }
    return seen;
  }

  private static ProxyLocation of(ProxyTarget target, Route route, RequestTarget asked) {
    return ProxyTarget.prefix(route, asked)
        .map(prefix -> new ProxyLocation(target.upstream(), target.base(), prefix, false))
        .orElseGet(() ->
            new ProxyLocation(target.upstream(), target.base(), ProxyTarget.asked(asked), true));
  }

  /** Whether a field names a place (RFC 9110 §8.7, §10.2.2). */
  private static boolean isOne(String name) {
    return switch (name.length()) {
      case 8 -> name.equalsIgnoreCase("location");
      case 16 -> name.equalsIgnoreCase("content-location");
      default -> false;
    };
  }

  /**
   * The value of such a field for a client. What is not of this server's own address, or not of the
   * part of it that the route leads to, stays as it is; so does a path alone, since a server may
   * know what it is called from outside.
   */
  private String seenFromOutside(String value) {
    int start = pathStart(value);
    if (start < 0) {
      return value;
    }
    int end = end(value, start);
    String path = start == end ? "/" : value.substring(start, end);
    String after = value.substring(end);
    if (whole) {
      return path.equals(base.isEmpty() ? "/" : base) ? prefix + after : value;
    }
    boolean below =
        path.startsWith(base)
            && (path.length() == base.length() || path.charAt(base.length()) == '/');
    if (!below) {
      return value;
    }
    String rest = path.length() == base.length() ? "" : path.substring(base.length() + 1);
    String outside = (prefix.endsWith("/") ? prefix : prefix + "/") + rest + after;
    // Two slashes at the beginning would name another host.
    return outside.startsWith("//") ? value : outside;
  }

  /**
   * Where the path begins in a value that names this server; -1 where it names none, or another.
   */
  private int pathStart(String value) {
    int from = authorityStart(value);
    if (from < 0) {
      return -1;
    }
    int to = from;
    while (to < value.length() && "/?#".indexOf(value.charAt(to)) < 0) {
      to++;
    }
    String authority = value.substring(from, to).toLowerCase(Locale.ROOT);
    String own = upstream.authority().toLowerCase(Locale.ROOT);
    String port = upstream.secure() ? ":443" : ":80";
    return authority.equals(own) || authority.equals(own + port) ? to : -1;
  }

  private int authorityStart(String value) {
    String scheme = upstream.secure() ? "https:" : "http:";
    int from = value.regionMatches(true, 0, scheme, 0, scheme.length()) ? scheme.length() : 0;
    return value.startsWith("//", from) ? from + 2 : -1;
  }

  private static int end(String value, int start) {
    int at = start;
    while (at < value.length() && "?#".indexOf(value.charAt(at)) < 0) {
      at++;
    }
    return at;
  }
}
