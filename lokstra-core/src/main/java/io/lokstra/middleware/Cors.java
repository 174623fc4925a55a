package io.lokstra.middleware;

import io.lokstra.config.Default;
import io.lokstra.http.Failure;
import io.lokstra.http.Header;
import io.lokstra.http.HeaderName;
import io.lokstra.http.Headers;
import io.lokstra.http.Middleware;
import io.lokstra.http.Next;
import io.lokstra.http.RequestContext;
import io.lokstra.http.Response;
import io.lokstra.internal.web.Bounds;
import io.lokstra.internal.web.HttpToken;
import io.lokstra.internal.web.Vary;
import io.lokstra.internal.web.WebOrigin;
import jakarta.validation.constraints.PositiveOrZero;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Lets pages of other origins read what is here (the Fetch standard, §3.2). A browser asks first
 * where a request is not one that a form could make: that preflight is answered here, before any
 * middleware further inside, for every path. Nobody else is let in until {@code allow-origins} says
 * so.
 *
 * <p>It decides who may read an answer, not who may send a request: see {@link Csrf} for that.
 */
public final class Cors implements Middleware {
  private static final Header VARY_ORIGIN = Header.of("vary", "Origin");
  private static final Header VARY_PREFLIGHT =
      Header.of(
          "vary",
          "Origin, Access-Control-Request-Method, Access-Control-Request-Headers,"
              + " Access-Control-Request-Private-Network");
  private static final Header ANY_ORIGIN = Header.of("access-control-allow-origin", "*");
  private static final Header CREDENTIALS = Header.of("access-control-allow-credentials", "true");
  private static final Header PRIVATE_NETWORK =
      Header.of("access-control-allow-private-network", "true");
  private static final HeaderName ALLOW_ORIGIN = HeaderName.of("access-control-allow-origin");
  private static final String ANY = "*";

  /**
   * Who may do what.
   *
   * @param allowOrigins the origins of the pages that may read: {@code https://shop.example}, with
   *     a port where it is not the scheme's; {@code *} alone for every page in the world
   * @param allowMethods the methods they may use
   * @param allowHeaders the header fields they may send beside those that any form sends; {@code *}
   *     for all of them but {@code authorization}
   * @param exposeHeaders the header fields of an answer they may read beside the harmless ones
   * @param allowCredentials whether they may send cookies and the like; never together with {@code
   *     *}
   * @param maxAge how long a browser may remember the answer to a preflight
   * @param allowPrivateNetwork whether pages from the internet may reach this server on a private
   *     network
   */
  @io.lokstra.config.Options
  public record Options(
      @Default("") List<String> allowOrigins,
      @Default("GET,HEAD,POST,PUT,PATCH,DELETE") List<String> allowMethods,
      @Default("content-type") List<String> allowHeaders,
      @Default("") List<String> exposeHeaders,
      @Default("false") boolean allowCredentials,
      @Default("10m") @PositiveOrZero Duration maxAge,
      @Default("false") boolean allowPrivateNetwork) {

    /** Checks each list. */
    public Options {
      allowOrigins = List.copyOf(allowOrigins);
      if (!allowOrigins.equals(List.of(ANY))) {
        WebOrigin.checked("allow-origins", allowOrigins);
      }
      allowMethods = HttpToken.checked("allow-methods", allowMethods);
      allowHeaders = HttpToken.checked("allow-headers", allowHeaders);
      exposeHeaders = HttpToken.checked("expose-headers", exposeHeaders);
    }

    /** Nobody, who may use every usual method and send JSON. */
    public static Options defaults() {
      return new Options(
          List.of(),
          List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"),
          List.of("content-type"),
          List.of(),
          false,
          Duration.ofMinutes(10),
          false);
    }

    /** Pages of these origins: {@code "https://shop.example"}. */
    public Options allowOrigins(String... origins) {
      return new Options(
          List.of(origins),
          allowMethods,
          allowHeaders,
          exposeHeaders,
          allowCredentials,
          maxAge,
          allowPrivateNetwork);
    }

    /** By these methods. */
    public Options allowMethods(String... methods) {
      return new Options(
          allowOrigins,
          List.of(methods),
          allowHeaders,
          exposeHeaders,
          allowCredentials,
          maxAge,
          allowPrivateNetwork);
    }

    /** With these header fields. */
    public Options allowHeaders(String... names) {
      return new Options(
          allowOrigins,
          allowMethods,
          List.of(names),
          exposeHeaders,
          allowCredentials,
          maxAge,
          allowPrivateNetwork);
    }

    /** Who may read these header fields of an answer. */
    public Options exposeHeaders(String... names) {
      return new Options(
          allowOrigins,
          allowMethods,
          allowHeaders,
          List.of(names),
          allowCredentials,
          maxAge,
          allowPrivateNetwork);
    }

    /** With cookies, or without. */
    public Options allowCredentials(boolean allowed) {
      return new Options(
          allowOrigins,
          allowMethods,
          allowHeaders,
          exposeHeaders,
          allowed,
          maxAge,
          allowPrivateNetwork);
    }

    /** Asking again after this time. */
    public Options maxAge(Duration time) {
      return new Options(
          allowOrigins,
          allowMethods,
          allowHeaders,
          exposeHeaders,
          allowCredentials,
          time,
          allowPrivateNetwork);
    }

    /** From the internet into a private network, or not. */
    public Options allowPrivateNetwork(boolean allowed) {
      return new Options(
          allowOrigins,
          allowMethods,
          allowHeaders,
          exposeHeaders,
          allowCredentials,
          maxAge,
          allowed);
    }
  }

  private final Options options;
  private final boolean anyOrigin;
  private final Set<String> origins;
  private final Set<String> methods;
  private final Set<String> headers;
  private final List<Header> answer = new ArrayList<>();
  private final List<Header> preflight = new ArrayList<>();

  private Cors(Options options) {
    this.options = options;
    anyOrigin = options.allowOrigins().equals(List.of(ANY));
    if (options.allowCredentials()) {
      refuseAnythingWith(options);
    }
    origins = new HashSet<>(options.allowOrigins());
    methods = new HashSet<>(options.allowMethods());
    Bounds.notNegative("cors", "max-age", options.maxAge());
    headers = new HashSet<>();
    options.allowHeaders().forEach(name -> headers.add(Headers.canonical(name)));
    if (options.allowCredentials()) {
      answer.add(CREDENTIALS);
      preflight.add(CREDENTIALS);
    }
    if (!options.exposeHeaders().isEmpty()) {
      answer.add(list("access-control-expose-headers", options.exposeHeaders()));
    }
    preflight.add(list("access-control-allow-methods", options.allowMethods()));
    if (!options.allowHeaders().isEmpty()) {
      preflight.add(list("access-control-allow-headers", options.allowHeaders()));
    }
    preflight.add(Header.of("access-control-max-age", Long.toString(options.maxAge().toSeconds())));
  }

  /** A browser would take the asterisk for a name there, or give everybody a user's cookies. */
  private static void refuseAnythingWith(Options options) {
    refuse("allow-origins", options.allowOrigins(), "list the origins");
    refuse("allow-methods", options.allowMethods(), "list the methods");
    refuse("allow-headers", options.allowHeaders(), "list the header fields");
    refuse("expose-headers", options.exposeHeaders(), "list the header fields");
  }

  private static void refuse(String key, List<String> list, String remedy) {
    if (list.contains(ANY)) {
      throw new IllegalArgumentException(
          "cors: %s is * while allow-credentials is true; %s, or leave credentials out"
              .formatted(key, remedy));
    }
  }

  private static Header list(String name, List<String> values) {
    return Header.of(name, String.join(", ", values));
  }

  /** Nobody: to be told by configuration who may. */
  public static Cors create() {
    return create(Options.defaults());
  }

  /** {@code create(cors -> cors.allowOrigins("https://shop.example"))}. */
  public static Cors create(UnaryOperator<Options> options) {
    return create(options.apply(Options.defaults()));
  }

  /**
   * By these options.
   *
   * @throws IllegalArgumentException when everybody is let in with credentials
   */
  public static Cors create(Options options) {
    return new Cors(options);
  }

  @Override
  public Response handle(RequestContext ctx, Next next) {
    String origin = origin(ctx);
    if (ctx.method().equals("OPTIONS")
        && !origin.isEmpty()
        && ctx.headers().contains("access-control-request-method")) {
      return Vary.with(preflight(ctx, origin), VARY_PREFLIGHT);
    }
    Response response = next.handle(ctx);
    if (anyOrigin) {
      return allowed(response, ANY_ORIGIN, answer);
    }
    if (origins.isEmpty()) {
      return response;
    }
    // Also for whom nothing is allowed: a cache must not give them another's answer.
    Response varying = Vary.with(response, VARY_ORIGIN);
    return origins.contains(origin) ? allowed(varying, ALLOW_ORIGIN.with(origin), answer) : varying;
  }

  /** The one origin the request names; empty when there is none, or more than one. */
  private static String origin(RequestContext ctx) {
    int at = ctx.headers().indexOf("origin", 0);
    return at < 0 || ctx.headers().indexOf("origin", at + 1) >= 0 ? "" : ctx.headers().value(at);
  }

  private Response preflight(RequestContext ctx, String origin) {
    if (!anyOrigin && !origins.contains(origin)) {
      return refused("Pages of this origin may not read what is here.");
    }
    String method = ctx.header("access-control-request-method").orElse("");
    if (!methods.contains(method) && !methods.contains(ANY)) {
      return refused("This method is not allowed to pages of other origins.");
    }
    if (!allowsHeaders(ctx)) {
      return refused("A header field of the request is not allowed to pages of other origins.");
    }
    Response response =
        allowed(
            Response.noContent(), anyOrigin ? ANY_ORIGIN : ALLOW_ORIGIN.with(origin), preflight);
    boolean intoPrivate =
        ctx.header("access-control-request-private-network").orElse("").equals("true");
    if (!intoPrivate) {
      return response;
    }
    return options.allowPrivateNetwork()
        ? response.withHeader(PRIVATE_NETWORK)
        : refused("Pages from the internet may not reach into this network.");
  }

  private boolean allowsHeaders(RequestContext ctx) {
    for (String list : ctx.headers().all("access-control-request-headers")) {
      for (String each : list.split(",", -1)) {
        String name = each.strip().toLowerCase(Locale.ROOT);
        boolean free = headers.contains(ANY) && !name.equals("authorization");
        if (!name.isEmpty() && !free && !headers.contains(name)) {
          return false;
        }
      }
    }
    return true;
  }

  private static Response refused(String why) {
    return Response.error(new Failure(403, "cors_refused", why, List.of()));
  }

  private static Response allowed(Response response, Header origin, List<Header> more) {
    Response allowed = response.withHeader(origin);
    for (Header field : more) {
      allowed = allowed.withHeader(field);
    }
    return allowed;
  }

  @Override
  public String name() {
    return "cors";
  }
}
