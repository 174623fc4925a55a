package io.lokstra.middleware;

import io.lokstra.config.Default;
import io.lokstra.http.Header;
import io.lokstra.http.Middleware;
import io.lokstra.http.Next;
import io.lokstra.http.RequestContext;
import io.lokstra.http.Response;
import io.lokstra.http.ResponseHeaders;
import io.lokstra.internal.web.Bounds;
import io.lokstra.internal.web.MediaTypes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Adds the header fields that make browsers careful, after the OWASP Secure Headers Project. A
 * field that a response has already is left as it is.
 *
 * <p>What a browser runs as a page gets all of them. JSON, plain text, octets and event streams get
 * what matters for data, after the OWASP REST Security Cheat Sheet: not to be guessed at, framed or
 * taken by other sites, and a policy that allows nothing at all. A response without a content type
 * counts as a page: a 304 renews the fields of one that the client has.
 */
public final class SecureHeaders implements Middleware {

  /**
   * The fields; an empty text leaves one out.
   *
   * @param contentSecurityPolicy what a page may load; only things of its own origin, and nobody
   *     may frame it. Data is not a page and gets {@code default-src 'none'}, unless this is empty
   * @param frameOptions the older word for who may frame a page
   * @param referrerPolicy what other sites are told of where a user came from
   * @param openerPolicy whether other windows may reach this one
   * @param resourcePolicy which sites may load what is here
   * @param permissionsPolicy which devices a page may ask for
   * @param strictTransportSecurity for how long browsers use HTTPS only; sent over HTTPS alone,
   *     zero leaves it out
   */
  @io.lokstra.config.Options
  public record Options(
      @Default(
              "default-src 'self'; base-uri 'self'; form-action 'self'; frame-ancestors 'none';"
                  + " object-src 'none'")
          String contentSecurityPolicy,
      @Default("DENY") String frameOptions,
      @Default("strict-origin-when-cross-origin") String referrerPolicy,
      @Default("same-origin") String openerPolicy,
      @Default("same-origin") String resourcePolicy,
      @Default("camera=(), geolocation=(), microphone=()") String permissionsPolicy,
      @Default("365d") Duration strictTransportSecurity) {

    /** All of them, strict. */
    public static Options defaults() {
      return new Options(
          "default-src 'self'; base-uri 'self'; form-action 'self'; frame-ancestors 'none';"
              + " object-src 'none'",
          "DENY",
          "strict-origin-when-cross-origin",
          "same-origin",
          "same-origin",
          "camera=(), geolocation=(), microphone=()",
          Duration.ofDays(365));
    }

    /** Another policy for what a page may load. */
    public Options contentSecurityPolicy(String policy) {
      return new Options(
          policy,
          frameOptions,
          referrerPolicy,
          openerPolicy,
          resourcePolicy,
          permissionsPolicy,
          strictTransportSecurity);
    }

    /** Another word for who may frame a page. */
    public Options frameOptions(String word) {
      return new Options(
          contentSecurityPolicy,
          word,
          referrerPolicy,
          openerPolicy,
          resourcePolicy,
          permissionsPolicy,
          strictTransportSecurity);
    }

    /**
     * Another policy for which sites may load what is here: {@code "cross-origin"} for a public
     * API.
     */
    public Options resourcePolicy(String policy) {
      return new Options(
          contentSecurityPolicy,
          frameOptions,
          referrerPolicy,
          openerPolicy,
          policy,
          permissionsPolicy,
          strictTransportSecurity);
    }

    /** Another time for which browsers use HTTPS only. */
    public Options strictTransportSecurity(Duration time) {
      return new Options(
          contentSecurityPolicy,
          frameOptions,
          referrerPolicy,
          openerPolicy,
          resourcePolicy,
          permissionsPolicy,
          time);
    }
  }

  private static final Set<String> DATA =
      Set.of("application/json", "text/plain", "application/octet-stream", "text/event-stream");

  /** Of a page; without and with TLS. */
  private final ResponseHeaders page;

  private final ResponseHeaders securePage;

  /** Of data; without and with TLS. */
  private final ResponseHeaders data;

  private final ResponseHeaders secureData;

  private SecureHeaders(Options options) {
    page = ResponseHeaders.of(page(options).toArray(new Header[0]));
    data = ResponseHeaders.of(data(options).toArray(new Header[0]));
    Duration https = options.strictTransportSecurity();
    Bounds.notNegative("secure-headers", "strict-transport-security", https);
    if (https.isZero()) {
      securePage = page;
      secureData = data;
    } else {
      Header field =
          Header.of(
              "strict-transport-security", "max-age=" + https.toSeconds() + "; includeSubDomains");
      securePage = page.plus(field);
      secureData = data.plus(field);
    }
  }

  private static List<Header> page(Options options) {
    List<Header> fields = new ArrayList<>();
    fields.add(Header.of("x-content-type-options", "nosniff"));
    add(fields, "content-security-policy", options.contentSecurityPolicy());
    add(fields, "x-frame-options", options.frameOptions());
    add(fields, "referrer-policy", options.referrerPolicy());
    add(fields, "cross-origin-opener-policy", options.openerPolicy());
    add(fields, "cross-origin-resource-policy", options.resourcePolicy());
    add(fields, "permissions-policy", options.permissionsPolicy());
    return fields;
  }

  private static List<Header> data(Options options) {
    List<Header> fields = new ArrayList<>();
    fields.add(Header.of("x-content-type-options", "nosniff"));
    if (!options.contentSecurityPolicy().isEmpty()) {
      add(fields, "content-security-policy", "default-src 'none'; frame-ancestors 'none'");
    }
    add(fields, "cross-origin-resource-policy", options.resourcePolicy());
    return fields;
  }

  private static void add(List<Header> fields, String name, String value) {
    if (!value.isEmpty()) {
      fields.add(Header.of(name, value));
    }
  }

  /** All of them, strict. */
  public static SecureHeaders create() {
    return create(Options.defaults());
  }

  /** {@code create(headers -> headers.frameOptions("SAMEORIGIN"))}. */
  public static SecureHeaders create(UnaryOperator<Options> options) {
    return create(options.apply(Options.defaults()));
  }

  /** By these options. */
  public static SecureHeaders create(Options options) {
    return new SecureHeaders(options);
  }

  @Override
  public Response handle(RequestContext ctx, Next next) {
    Response response = next.handle(ctx);
    boolean https = ctx.scheme().equals("https");
    ResponseHeaders defaults;
    if (isData(response.headers())) {
      defaults = https ? secureData : data;
    } else {
      defaults = https ? securePage : page;
    }
    return response.withHeaders(response.headers().withDefaults(defaults));
  }

  /** Whether no browser runs this as a page, given that it does not guess. */
  private static boolean isData(ResponseHeaders headers) {
    int at = headers.indexOf("content-type", 0);
    if (at < 0) {
      return false;
    }
    String essence = MediaTypes.essence(headers.value(at));
    return DATA.contains(essence) || essence.endsWith("+json");
  }

  @Override
  public String name() {
    return "secure-headers";
  }
}
