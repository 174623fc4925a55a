package io.lokstra.redis;

import java.net.URI;
import java.net.URISyntaxException;

/**
 * Where a server listens.
 *
 * @param database the number of its database
 */
record ServerAddress(String host, int port, boolean tls, int database) {
  private static final String EXPECTED = "; expected redis://host:6379/0, or rediss:// for TLS";

  static ServerAddress parse(String url) {
    URI uri;
    try {
      uri = new URI(url.strip());
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("url '" + url + "' is none" + EXPECTED, e);
    }
    boolean tls = "rediss".equals(uri.getScheme());
    boolean redis = tls || "redis".equals(uri.getScheme());
    if (!redis || uri.getHost() == null) {
      throw new IllegalArgumentException("url '" + shown(url) + "' is not one of Redis" + EXPECTED);
    }
    if (uri.getUserInfo() != null) {
      throw new IllegalArgumentException(
          "url '" + shown(url) + "' has a user or password in it; say them by user and password");
    }
    if (uri.getQuery() != null || uri.getFragment() != null) {
      throw new IllegalArgumentException("url '" + url + "' has a query or fragment" + EXPECTED);
    }
    String host = uri.getHost();
    if (host.startsWith("[")) {
      host = host.substring(1, host.length() - 1);
    }
    return new ServerAddress(
        host, uri.getPort() < 0 ? 6379 : uri.getPort(), tls, database(url, uri.getPath()));
  }

  private static int database(String url, String path) {
    if (path.isEmpty() || path.equals("/")) {
      return 0;
    }
    try {
      int number = Integer.parseInt(path.substring(1));
      if (number >= 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      // told below
    }
    throw new IllegalArgumentException("url '" + url + "' names no database" + EXPECTED);
  }

  /** Without what may be a password. */
  private static String shown(String url) {
    int at = url.lastIndexOf('@');
    int slashes = url.indexOf("//");
    return at < 0 ? url : url.substring(0, slashes < 0 ? 0 : slashes + 2) + "…" + url.substring(at);
  }

  @Override
  public String toString() {
    return host + ":" + port;
  }
}
