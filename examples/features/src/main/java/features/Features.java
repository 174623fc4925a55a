package features;

import static io.lokstra.http.RouteOption.description;
import static io.lokstra.http.RouteOption.name;
import static io.lokstra.http.RouteOption.offLoop;
import static io.lokstra.http.RouteOption.returns;
import static io.lokstra.http.RouteOption.without;

import io.lokstra.config.Default;
import io.lokstra.engine.Http3Options;
import io.lokstra.engine.TlsOptions;
import io.lokstra.http.App;
import io.lokstra.http.Cookie;
import io.lokstra.http.EntityTag;
import io.lokstra.http.Header;
import io.lokstra.http.HttpException;
import io.lokstra.http.Proxy;
import io.lokstra.http.Response;
import io.lokstra.http.ResponseBody;
import io.lokstra.http.Router;
import io.lokstra.http.Server;
import io.lokstra.middleware.BasicAuth;
import io.lokstra.middleware.Recovery;
import io.lokstra.middleware.RequestId;
import io.lokstra.middleware.RequestLogger;
import io.lokstra.middleware.SecureHeaders;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Every kind of route, source, response and middleware, in one program. Conformance and attack
 * tests run against it, and the benchmark.
 */
public final class Features {
  private static final byte[] HELLO = "Hello, World!".getBytes(StandardCharsets.US_ASCII);
  private static final Header TEXT = Header.of("content-type", "text/plain");

  private Features() {}

  /** What {@code /json} answers. */
  record Message(String message) {}

  /** An exception of this application, mapped by {@code onError}. */
  static final class OutOfStock extends Exception {
    private static final long serialVersionUID = 1;

    OutOfStock(String article) {
      super(article);
    }
  }

  static App app() {
    return routes(App.named("features", ":8080"));
  }

  private static App routes(App app) {
    return app.use(Recovery.create(), RequestId.create(), SecureHeaders.create())
        .mount(basics(), answers(), Streams.routes(), Sites.routes(), logged(), Sockets.router())
        .mount("/admin", protectedPart())
        .mount("/api", Guarded.api())
        .mount("/forms", Guarded.forms())
        .mount("/guarded", Guarded.work());
  }

  /** Sources: path, query, header, cookie, form, body. */
  static Router basics() {
    return Router.named("basics")
        .get("/", ctx -> ctx.text("Lokstra: every feature on one page"), name("home"))
        .get("/plaintext", ctx -> Response.bytes(HELLO, TEXT))
        .get("/json", ctx -> ctx.json(new Message("Hello, World!")), returns(Message.class))
        .get("/users/{id}", ctx -> Map.of("id", ctx.path("id", int.class)), name("user"))
        .get("/items/{sku:[a-z]{3}-[0-9]+}", ctx -> ctx.text(ctx.path("sku")))
        .get("/files/{path...}", ctx -> ctx.text(ctx.path("path")))
        .get(
            "/search",
            ctx ->
                Map.of(
                    "q", ctx.query("q").orElse(""), "page", ctx.query("page", int.class).orElse(1)))
        .get("/agent", ctx -> ctx.text(ctx.header("user-agent").orElse("unknown")))
        .get(
            "/visits",
            ctx -> {
              int visits = ctx.cookie("visits", int.class).orElse(0) + 1;
              return ctx.text("visit " + visits)
                  .withCookie(Cookie.of("visits", String.valueOf(visits)).insecure());
            })
        .post("/echo", ctx -> ctx.bytes(ctx.bytes(), "application/octet-stream"))
        .post("/json", ctx -> ctx.json(ctx.body(Object.class)))
        .post(
            "/form",
            ctx -> {
              Map<String, List<String>> fields = new java.util.LinkedHashMap<>();
              ctx.form().names().forEach(field -> fields.put(field, ctx.form().all(field)));
              return ctx.json(fields);
            })
        .any("/any", ctx -> ctx.text(ctx.method()));
  }

  /** Answers: statuses, redirects, downloads, streams, conditions, negotiation, errors. */
  static Router answers() {
    return Router.named("answers")
        .onError(
            OutOfStock.class,
            (ctx, error) -> Response.conflict("Out of stock: " + error.getMessage()))
        .get(
            "/boom",
            ctx -> {
              throw new IllegalStateException("the database password is hunter2");
            })
        .get(
            "/stock/{article}",
            ctx -> {
              throw new OutOfStock(ctx.path("article"));
            })
        .get(
            "/teapot",
            ctx -> {
              throw new HttpException(418, "teapot", "This is a teapot.");
            })
        .get(
            "/sleep",
            ctx -> {
              int ms = ctx.query("ms", int.class).orElse(0);
              Thread.sleep(Math.clamp(ms, 0, 10_000));
              return ctx.text("slept " + ms);
            })
        .get(
            "/compute",
            ctx -> ctx.text(String.valueOf(fibonacci(27))),
            offLoop(),
            description("Holds a thread, never a loop"))
        .get("/old", ctx -> ctx.redirect("/"))
        .get("/empty", ctx -> ctx.noContent())
        .get("/page.html", ctx -> ctx.html("<!doctype html><title>Features</title><p>A page."))
        .get("/report", ctx -> ctx.download(HELLO, "text/plain", "Bericht für März.txt"))
        .get(
            "/stream",
            ctx ->
                Response.stream(
                    "text/plain",
                    out -> {
                      for (int line = 1; line <= 1_000; line++) {
                        out.write(("line " + line + "\n").getBytes(StandardCharsets.US_ASCII));
                      }
                    }))
        .get("/version", ctx -> ctx.unlessMatch(EntityTag.of(7), () -> ctx.text("version 7")))
        .get(
            "/greeting",
            ctx ->
                ctx.accepts("text/plain", "application/json").equals("text/plain")
                    ? ctx.text("hello")
                    : ctx.json(new Message("hello")))
        .get(
            "/both",
            ctx -> ctx.all(() -> "one", () -> "two", (one, two) -> ctx.ok(List.of(one, two))))
        .get(
            "/switch",
            ctx ->
                Response.of(101)
                    .withBody(
                        new ResponseBody.Upgrade(
                            "echo",
                            connection -> connection.input().transferTo(connection.output()))));
  }

  /**
   * A part that needs credentials; authorisation is attached to the route, never to a pattern of
   * URLs.
   */
  static Router protectedPart() {
    return Router.named("admin")
        .use(BasicAuth.create("features", Map.of("admin", "correct horse battery staple")))
        .get("/secret", ctx -> ctx.text("ADMINDATA"));
  }

  /** A group with middleware of its own. */
  static Router logged() {
    return Router.named("logged")
        .group(
            "/logged",
            group ->
                group
                    .use(RequestLogger.create())
                    .get("/hello", ctx -> ctx.text("written down"))
                    .get("/quiet", ctx -> ctx.text("no id"), without("request-id"))
                    .get("/late", ctx -> ctx.ok(LocalDate.EPOCH)));
  }

  private static int fibonacci(int n) {
    return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2);
  }

  /**
   * What can be said of this program.
   *
   * @param tlsPort serves everything over TLS too, and so to browsers by HTTP/2, with a certificate
   *     that is made at each start and that nobody trusts: for development alone
   * @param http3 speaks HTTP/3 too, on the UDP port with that number; needs Netty's QUIC, which the
   *     Maven profile {@code http3} adds
   */
  record FeaturesOptions(Optional<Integer> tlsPort, @Default("false") boolean http3) {
    FeaturesOptions {
      if (http3 && tlsPort.isEmpty()) {
        throw new IllegalArgumentException(
            "http3 needs TLS: name a port with --features.tls-port too, such as 8443");
      }
    }
  }

  static Server server() {
    App front = app();
    return Server.named("features")
        .app(front)
        .configure(
            "features",
            FeaturesOptions.class,
            (server, options) -> {
              String behind = Forwarded.address();
              server.app(Forwarded.behind(behind));
              if (options.tlsPort().isPresent()) {
                TlsOptions tls = DevelopmentCertificate.create();
                server.app(
                    routes(App.named("encrypted", ":" + options.tlsPort().get()))
                        .proxy("/proxy/{path...}", Proxy.to(behind))
                        .tls(options.http3() ? tls.http3(Http3Options.on()) : tls));
              }
              front.proxy("/proxy/{path...}", Proxy.to(behind));
            });
  }

  public static void main(String... args) {
    server().run(args);
  }
}
