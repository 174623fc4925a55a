package shop;

import io.lokstra.data.DbPool;
import io.lokstra.http.Router;
import io.lokstra.http.Server;
import io.lokstra.redis.Redis;
import io.lokstra.service.ServiceDirectory;
import jakarta.validation.constraints.Positive;
import java.util.Map;

/** What {@code lokstra.yaml} can name: three types of service, two routers. */
public final class Shop {
  private Shop() {}

  record Item(long product, @Positive int quantity) {}

  /** The server, yet without apps and services: those are in the file. */
  public static Server server() {
    return Server.named("shop")
        .services(services ->
            services
                .type(
                    "shop.catalogue",
                    Catalogue.Options.class,
                    (options, use) ->
                        new Catalogue(
                            use.get("db", DbPool.class), use.get("cache", Redis.class), options))
                .type(
                    "shop.carts",
                    Carts.Options.class,
                    (options, use) ->
                        new Carts(
                            use.get("redis", Redis.class),
                            use.get("catalogue", Catalogue.class),
                            options))
                .type(
                    "shop.orders",
                    use -> new Orders(use.get("db", DbPool.class), use.get("carts", Carts.class))))
        .router(
            Router.named("shop").mount(Shop::customers), Router.named("admin").mount(Shop::staff));
  }

  private static Router customers(ServiceDirectory services) {
    Catalogue catalogue = services.get(Catalogue.class);
    Carts carts = services.get(Carts.class);
    Orders orders = services.get(Orders.class);
    return Router.named("customers")
        .onError(Refused.class, (ctx, e) -> e.response())
        .get("/products/{id}", ctx -> catalogue.find(ctx.path("id", long.class)))
        .get("/carts/{cart}", ctx -> carts.of(ctx.path("cart")))
        .post(
            "/carts/{cart}/items",
            Item.class,
            (ctx, item) -> carts.add(ctx.path("cart"), item.product(), item.quantity()))
        .post("/carts/{cart}/order", ctx -> ctx.ok(orders.place(ctx.path("cart"))));
  }

  private static Router staff(ServiceDirectory services) {
    Orders orders = services.get(Orders.class);
    return Router.named("staff")
        .get("/orders", ctx -> orders.latest())
        .get("/status", ctx -> Map.of("services", services.names(), "cents", orders.turnover()));
  }

  static void main(String[] args) {
    server().run(args);
  }
}
