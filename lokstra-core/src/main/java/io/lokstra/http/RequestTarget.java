package io.lokstra.http;

/**
 * The target of a request, parsed and decoded once; router, authorisation, logs and metrics all
 * read this one value. Immutable.
 *
 * <p>Origin form ({@code /a/b?c=d}), absolute form, authority form for CONNECT and {@code *} for
 * OPTIONS (RFC 9112 §3.2).
 */
public final class RequestTarget {
  private final String raw;
  private final String path;
  private final String rawQuery;

  private RequestTarget(String raw, String path, String rawQuery) {
    this.raw = raw;
    this.path = path;
    this.rawQuery = rawQuery;
  }

  /** Reads a target. */
  public static RequestTarget parse(String raw) {
    int q = raw.indexOf('?');
    return q < 0
        ? new RequestTarget(raw, raw, "")
        : new RequestTarget(raw, raw.substring(0, q), raw.substring(q + 1));
  }

  /** As it was sent. */
  public String raw() {
    return raw;
  }

  /**
   * The path, decoded: {@code "/caf\u00e9/menu"}. Starts with a slash, but for the {@code *} of
   * OPTIONS.
   */
  public String path() {
    return path;
  }

  /** The query as sent, without its question mark; empty when there is none. */
  public String rawQuery() {
    return rawQuery;
  }

  @Override
  public String toString() {
    return raw;
  }
}
