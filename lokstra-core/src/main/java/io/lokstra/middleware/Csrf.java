package io.lokstra.middleware;

import io.lokstra.config.Default;
import io.lokstra.config.Secret;
import io.lokstra.http.Failure;
import io.lokstra.http.Middleware;
import io.lokstra.http.Next;
import io.lokstra.http.RequestContext;
import io.lokstra.http.Response;
import io.lokstra.internal.web.HttpToken;
import io.lokstra.internal.web.WebOrigin;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Refuses requests that another site makes a user's browser send, with its cookies: cross-site
 * request forgery.
 *
 * <p>A browser says itself where a request comes from: by {@code Sec-Fetch-Site}, or, an older one,
 * by {@code Origin}, which is compared with the host that was asked for (after Go 1.25's {@code
 * CrossOriginProtection}). What has neither field comes from no browser of the last years, or from
 * no browser at all, and passes. GET, HEAD and OPTIONS pass: they must change nothing.
 *
 * <p>With {@code tokens} everything that changes something must carry a token too, which a page of
 * this origin was given: for browsers that say neither, and for those who are asked to have tokens.
 * The token is one half of a double submit: the other is a signed cookie. Get it by {@link #token}
 * and put it into each form as a hidden field.
 */
public final class Csrf implements Middleware {
  private static final int SHORTEST_SECRET = 32;

  /**
   * What passes.
   *
   * @param trustedOrigins other origins whose pages may send everything: {@code
   *     https://login.example}
   * @param tokens whether requests that change something need a token
   * @param secret signs the cookie; 32 characters or more, the same in all processes of a service;
   *     needed for {@code tokens} alone
   * @param cookie the cookie that belongs to a token; {@code __Host-} keeps subdomains from setting
   *     it, and asks for HTTPS
   * @param field the field of a form that carries the token
   * @param header the header field that carries it where there is no form
   */
  @io.lokstra.config.Options
  public record Options(
      @Default("") List<String> trustedOrigins,
      @Default("false") boolean tokens,
      Optional<Secret> secret,
      @Default("__Host-csrf") String cookie,
      @Default("csrf_token") String field,
      @Default("x-csrf-token") String header) {

    /** Checks the origins and the names. */
    public Options {
      trustedOrigins = List.copyOf(trustedOrigins);
      WebOrigin.checked("trusted-origins", trustedOrigins);
      HttpToken.require("cookie", cookie);
      HttpToken.require("header", header);
    }

    /** By what browsers say, and no other origin. */
    public static Options defaults() {
      return new Options(
          List.of(), false, Optional.empty(), "__Host-csrf", "csrf_token", "x-csrf-token");
    }

    /** Pages of these origins too: {@code "https://login.example"}. */
    public Options trustedOrigins(String... origins) {
      return new Options(List.of(origins), tokens, secret, cookie, field, header);
    }

    /** With tokens, signed by a secret of 32 characters or more. */
    public Options tokens(Secret signing) {
      return new Options(trustedOrigins, true, Optional.of(signing), cookie, field, header);
    }

    /** With another cookie; one without a prefix is sent over plain HTTP too. */
    public Options cookie(String name) {
      return new Options(trustedOrigins, tokens, secret, name, field, header);
    }

    /** With another field of forms. */
    public Options field(String name) {
      return new Options(trustedOrigins, tokens, secret, cookie, name, header);
    }

    /** With another header field. */
    public Options header(String name) {
      return new Options(trustedOrigins, tokens, secret, cookie, field, name);
    }
  }

  private final Options options;
  private final Set<String> trusted;
  private final Optional<CsrfTokens> tokens;

  private Csrf(Options options, Function<? super RequestContext, String> session) {
    this.options = options;
    trusted = Set.copyOf(options.trustedOrigins());
    if (!options.tokens()) {
      tokens = Optional.empty();
      return;
    }
    String secret = options.secret().map(Secret::reveal).orElse("");
    if (secret.length() < SHORTEST_SECRET) {
      throw new IllegalArgumentException(
          secret.isEmpty()
              ? "csrf: tokens need a secret; give csrf.secret 32 random characters or more"
              : "csrf: the secret has %d characters; give it 32 random ones or more"
                  .formatted(secret.length()));
    }
    tokens = Optional.of(new CsrfTokens(secret, options.cookie(), session));
  }

  /** By what browsers say. */
  public static Csrf create() {
    return create(Options.defaults());
  }

  /** {@code create(csrf -> csrf.tokens(secret))}. */
  public static Csrf create(UnaryOperator<Options> options) {
    return create(options.apply(Options.defaults()));
  }

  /**
   * By these options.
   *
   * @throws IllegalArgumentException when tokens are asked for without a secret to sign them
   */
  public static Csrf create(Options options) {
    return new Csrf(options, ctx -> "");
  }

  /**
   * By these options, with tokens that are good for one session alone.
   *
   * @param session what names the session of a request; empty where there is none
   */
  public static Csrf create(Options options, Function<? super RequestContext, String> session) {
    return new Csrf(options, session);
  }

  /**
   * The token for a form of the page that is being made: another text each time, so that
   * compression does not give it away (the BREACH attack).
   *
   * @throws IllegalStateException when no {@code csrf} with tokens is around the route
   */
  public static String token(RequestContext ctx) {
    return ctx.get(CsrfTokens.PAIR)
        .orElseThrow(() ->
            new IllegalStateException(
                "no csrf middleware with tokens is around %s; add use(Csrf.create(csrf ->"
                        .formatted(ctx.route().template())
                    + " csrf.tokens(secret)))"))
        .token();
  }

  @Override
  public Response handle(RequestContext ctx, Next next) {
    boolean safe = isSafe(ctx.method());
    if (!safe && !isOfThisSite(ctx)) {
      return refused("This was sent by a page of another site.");
    }
    if (tokens.isEmpty()) {
      return next.handle(ctx);
    }
    CsrfTokens.Pair pair = tokens.get().pair(ctx);
    if (!safe && !pair.accepts(sent(ctx))) {
      return refused("The form is out of date; load its page anew and send it again.");
    }
    ctx.set(CsrfTokens.PAIR, pair);
    return pair.finish(ctx, next.handle(ctx));
  }

  private static boolean isSafe(String method) {
    return method.equals("GET") || method.equals("HEAD") || method.equals("OPTIONS");
  }

  private boolean isOfThisSite(RequestContext ctx) {
    List<String> sites = ctx.headers().all("sec-fetch-site");
    List<String> origins = ctx.headers().all("origin");
    if (origins.size() > 1 || sites.size() > 1) {
      return false;
    }
    if (!sites.isEmpty()) {
      String site = sites.getFirst();
      if (site.equals("same-origin") || site.equals("none")) {
        return true;
      }
    } else if (origins.isEmpty() || WebOrigin.isOfHost(origins.getFirst(), ctx.host())) {
      return true;
    }
    return !origins.isEmpty() && trusted.contains(origins.getFirst());
  }

  /** The token that came; a form is read only where it is one. */
  private String sent(RequestContext ctx) {
    Optional<String> inHeader = ctx.header(options.header());
    if (inHeader.isPresent()) {
      return inHeader.get();
    }
    String type = ctx.header("content-type").orElse("");
    String form = "application/x-www-form-urlencoded";
    boolean isForm =
        type.regionMatches(true, 0, form, 0, form.length())
            && (type.length() == form.length() || " ;\t".indexOf(type.charAt(form.length())) >= 0);
    return isForm ? ctx.form(options.field()).orElse("") : "";
  }

  private static Response refused(String why) {
    return Response.error(new Failure(403, "csrf_refused", why, List.of()));
  }

  @Override
  public String name() {
    return "csrf";
  }
}
