package io.lokstra.http;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The target of a request, parsed and decoded once; router, authorisation, static files, logs and
 * metrics all read this one value. Immutable.
 *
 * <p>Four forms (RFC 9112 §3.2): origin ({@code /a/b?c=d}), absolute ({@code http://host/a/b}),
 * authority ({@code host:port}, for CONNECT) and asterisk ({@code *}, for OPTIONS). {@link
 * #suits(String)} says whether the form goes with the method.
 *
 * <p>Reading is strict, so that no two readers can understand a path differently. Refused with 400:
 * characters that RFC 3986 does not allow in a path (of those only {@code [ ] | ^}, which browsers
 * send as they are, pass), {@code ;}, {@code \} and {@code %5C}, control characters plain or
 * encoded, malformed percent triplets, what is not UTF-8 after decoding, dot segments plain or
 * encoded, and empty segments.
 */
public final class RequestTarget {

  /** The forms of a target (RFC 9112 §3.2). */
  public enum Form {
    /** Path and query: {@code /a/b?c=d}. */
    ORIGIN,
    /** With scheme and authority: {@code http://host:port/a/b?c=d}. */
    ABSOLUTE,
    /** Host and port alone, for CONNECT: {@code host:port}. */
    AUTHORITY,
    /** The server as a whole, for OPTIONS: {@code *}. */
    ASTERISK
  }

  private final String raw;
  private final Form form;
  private final String path;
  private final boolean encodedSlash;
  private final @Nullable String authority;
  private final int queryStart;
  // Made when first asked for; a race makes one of them twice, which harms no one.
  private @Nullable String rawQuery;
  private @Nullable QueryParameters query;

  /**
   * @param queryStart index in {@code raw} after the question mark, or -1
   */
  RequestTarget(
      String raw,
      Form form,
      String path,
      boolean encodedSlash,
      @Nullable String authority,
      int queryStart) {
    this.raw = raw;
    this.form = form;
    this.path = path;
    this.encodedSlash = encodedSlash;
    this.authority = authority;
    this.queryStart = queryStart;
  }

  /**
   * Reads a target.
   *
   * @throws HttpException 400 when it is none, saying which rule it breaks and where; the message
   *     holds nothing the client sent but visible ASCII
   */
  public static RequestTarget parse(String raw) {
    for (int i = 0; i < raw.length(); i++) {
      if (raw.charAt(i) > 127) {
        throw TargetParser.refuse("character beyond ASCII at index " + i);
      }
    }
    byte[] bytes = raw.getBytes(StandardCharsets.ISO_8859_1);
    return new TargetParser(raw, bytes, 0, bytes.length).parse();
  }

  /**
   * Reads a target from bytes as they came over the wire.
   *
   * @param bytes holds the target; not kept
   * @param from index of its first byte
   * @param to index after its last byte
   * @throws HttpException 400 when it is none, as {@link #parse(String)}
   */
  public static RequestTarget parse(byte[] bytes, int from, int to) {
    String raw = new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    return new TargetParser(raw, bytes, from, to).parse();
  }

  /** As it was sent: visible ASCII only. */
  public String raw() {
    return raw;
  }

  /** Which of the four forms was sent. */
  public Form form() {
    return form;
  }

  /**
   * Whether a request with {@code method} may have a target of this form: the authority form is
   * CONNECT's alone and its only one, the asterisk is for OPTIONS (RFC 9112 §3.2).
   */
  public boolean suits(String method) {
    return switch (form) {
      case ORIGIN, ABSOLUTE -> !method.equals("CONNECT");
      case AUTHORITY -> method.equals("CONNECT");
      case ASTERISK -> method.equals("OPTIONS");
    };
  }

  /**
   * Host and port as sent in absolute or authority form: {@code "shop.example:8080"}. In absolute
   * form it must equal the {@code Host} field, ignoring case.
   */
  public Optional<String> authority() {
    return Optional.ofNullable(authority);
  }

  /**
   * The path, decoded: {@code "/café/menu"}. Starts with a slash, has neither empty nor dot
   * segments and no control characters. {@code "*"} in asterisk form and {@code ""} in authority
   * form.
   *
   * <p>One thing stays encoded: when {@link #hasEncodedSlash()}, a slash inside a segment is {@code
   * %2F} here, and therefore a percent sign is {@code %25}; {@link #decodeSlashes(String)} turns a
   * piece of such a path into what was meant.
   */
  public String path() {
    return path;
  }

  /**
   * Whether {@code %2F} stands in the path. Only a wildcard route that says so accepts such a
   * target; for every other route it is 400.
   */
  public boolean hasEncodedSlash() {
    return encodedSlash;
  }

  /** A piece of {@link #path()} with what {@link #hasEncodedSlash()} left encoded decoded. */
  public static String decodeSlashes(String piece) {
    return piece.replace("%2F", "/").replace("%25", "%");
  }

  /** The query as sent, without its question mark; empty when there is none. */
  public String rawQuery() {
    if (queryStart < 0) {
      return "";
    }
    String known = rawQuery;
    if (known == null) {
      known = raw.substring(queryStart);
      rawQuery = known;
    }
    return known;
  }

  /**
   * The query's parameters, decoded when first asked for.
   *
   * @throws HttpException 400 when there are more than {@link QueryParameters#DEFAULT_LIMIT} or one
   *     of them cannot be decoded
   */
  public QueryParameters query() {
    return query(QueryParameters.DEFAULT_LIMIT);
  }

  /**
   * The query's parameters, decoded when first asked for.
   *
   * @param limit most parameters accepted
   * @throws HttpException 400 when there are more than {@code limit} or one of them cannot be
   *     decoded
   */
  public QueryParameters query(int limit) {
    QueryParameters known = query;
    if (known == null || known.size() > limit) {
      known = QueryParameters.parse(rawQuery(), limit);
      query = known;
    }
    return known;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RequestTarget target && raw.equals(target.raw);
  }

  @Override
  public int hashCode() {
    return raw.hashCode();
  }

  /** As it was sent. */
  @Override
  public String toString() {
    return raw;
  }
}
