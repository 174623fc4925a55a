package io.lokstra.middleware;

import io.lokstra.config.Default;
import io.lokstra.http.Header;
import io.lokstra.http.Middleware;
import io.lokstra.http.Next;
import io.lokstra.http.RequestContext;
import io.lokstra.http.Response;
import io.lokstra.http.ResponseHeaders;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Adds the header fields that make browsers careful, after the OWASP Secure Headers Project. A
 * field that a response has already is left as it is.
 */
public final class SecureHeaders implements Middleware {

  /**
   * The fields; an empty text leaves one out.
   *
   * @param contentSecurityPolicy what a page may load; only things of its own origin, and nobody
   *     may frame it
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

  private final ResponseHeaders plain;
  private final ResponseHeaders secure;

  private SecureHeaders(Options options) {
    List<Header> fields = new ArrayList<>();
    fields.add(Header.of("x-content-type-options", "nosniff"));
    add(fields, "content-security-policy", options.contentSecurityPolicy());
    add(fields, "x-frame-options", options.frameOptions());
    add(fields, "referrer-policy", options.referrerPolicy());
    add(fields, "cross-origin-opener-policy", options.openerPolicy());
    add(fields, "cross-origin-resource-policy", options.resourcePolicy());
    add(fields, "permissions-policy", options.permissionsPolicy());
    plain = ResponseHeaders.of(fields.toArray(new Header[0]));
    if (!options.strictTransportSecurity().isZero()) {
      add(
          fields,
          "strict-transport-security",
          "max-age=" + options.strictTransportSecurity().toSeconds() + "; includeSubDomains");
    }
    secure = ResponseHeaders.of(fields.toArray(new Header[0]));
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
    ResponseHeaders defaults = ctx.scheme().equals("https") ? secure : plain;
    return response.withHeaders(response.headers().withDefaults(defaults));
  }

  @Override
  public String name() {
    return "secure-headers";
  }
}
