package features;

import static io.lokstra.http.RouteOption.use;
import static io.lokstra.http.RouteOption.without;

import io.lokstra.config.Secret;
import io.lokstra.http.Response;
import io.lokstra.http.Router;
import io.lokstra.middleware.ApiKey;
import io.lokstra.middleware.BodyLimit;
import io.lokstra.middleware.CacheControl;
import io.lokstra.middleware.Compression;
import io.lokstra.middleware.ConcurrencyLimit;
import io.lokstra.middleware.Cors;
import io.lokstra.middleware.Csrf;
import io.lokstra.middleware.Decompression;
import io.lokstra.middleware.Etag;
import io.lokstra.middleware.IpFilter;
import io.lokstra.middleware.Maintenance;
import io.lokstra.middleware.RateLimit;
import io.lokstra.middleware.Timeout;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Routes with the standard middleware around them, in the order that docs/middleware.md gives. */
final class Guarded {
  static final String SHOP = "https://shop.example";
  static final String KEY = "a key of this example";

  /** Of an example: a service has its own, and keeps it out of its code. */
  private static final Secret SIGNING = Secret.of("a secret of this example, 32 or more");

  private Guarded() {}

  /** What is in the catalogue. */
  record Article(int number, String name) {}

  /** An API for the pages of another origin: who may read, how often, how much, in which form. */
  static Router api() {
    return Router.named("api")
        .use(
            Cors.create(cors -> cors.allowOrigins(SHOP).allowHeaders("content-type", "x-api-key")),
            BodyLimit.of(64 << 10),
            Decompression.create(),
            CacheControl.create(cache -> cache.forClient(Duration.ofSeconds(10))),
            Compression.create(),
            Etag.create())
        .get("/articles", ctx -> catalogue())
        .post("/articles", ctx -> ctx.accepted(ctx.bytes().length))
        .get(
            "/orders",
            ctx -> Map.of("of", ctx.get(ApiKey.PRINCIPAL).orElse("nobody")),
            use(ApiKey.create(Map.of("shop", KEY))))
        .get(
            "/feed",
            ctx ->
                Response.stream(
                    "text/plain",
                    out -> {
                      for (Article article : catalogue()) {
                        out.write(article.name().getBytes(java.nio.charset.StandardCharsets.UTF_8));
                        out.flush();
                      }
                    }));
  }

  private static List<Article> catalogue() {
    return IntStream.range(0, 200).mapToObj(n -> new Article(n, "Article number " + n)).toList();
  }

  /** Forms of this origin's own pages. */
  static Router forms() {
    return Router.named("forms")
        .use(Csrf.create(csrf -> csrf.tokens(SIGNING).cookie("csrf")))
        .get(
            "/order",
            ctx ->
                ctx.html(
                    "<form method=post><input type=hidden name=csrf_token value=\"%s\"></form>"
                        .formatted(Csrf.token(ctx))))
        .post("/order", ctx -> ctx.text("ordered " + ctx.form("article").orElse("nothing")));
  }

  /** Work that must not be asked for too often, or by too many at once. */
  static Router work() {
    Maintenance maintenance = Maintenance.create();
    return Router.named("work")
        .use(IpFilter.create(clients -> clients.allow("127.0.0.0/8", "::1", "unix")), maintenance)
        .get(
            "/limited",
            ctx -> ctx.text("served"),
            use(RateLimit.create(rate -> rate.limit(5, Duration.ofHours(1)))))
        .get(
            "/report",
            ctx -> {
              Thread.sleep(Math.clamp(ctx.query("ms", int.class).orElse(0), 0, 10_000));
              return ctx.text("reported");
            },
            use(ConcurrencyLimit.of(2), Timeout.after(Duration.ofSeconds(1))))
        .put(
            "/maintenance",
            ctx -> {
              maintenance.on();
              return ctx.noContent();
            },
            without("maintenance"))
        .delete(
            "/maintenance",
            ctx -> {
              maintenance.off();
              return ctx.noContent();
            },
            without("maintenance"));
  }
}
