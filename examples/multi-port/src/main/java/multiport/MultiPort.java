package multiport;

import io.lokstra.config.Default;
import io.lokstra.http.Router;
import io.lokstra.http.Server;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** Three apps on three ports. Which, and what is around them, is said in {@code lokstra.yaml}. */
public final class MultiPort {

  /**
   * How it sells.
   *
   * @param currency what prices are in
   */
  public record ShopOptions(@Default("EUR") String currency) {}

  record Item(int id, String name, String price) {}

  private static final Map<Integer, String> NAMES = Map.of(1, "lamp", 2, "chair", 3, "desk");

  private final AtomicReference<String> currency = new AtomicReference<>("");

  /** The server, with what {@code lokstra.yaml} can name. */
  public Server server() {
    Router items =
        Router.named("items")
            .get("/items", ctx -> items())
            .get("/items/{id}", ctx -> item(ctx.path("id", int.class)));
    Router status =
        Router.named("status")
            .get("/status", ctx -> Map.of("items", NAMES.size(), "currency", currency.get()));
    return Server.named("multi-port")
        .router(items, status)
        .configure("shop", ShopOptions.class, (server, shop) -> currency.set(shop.currency()))
        .onChange("shop", ShopOptions.class, (before, after) -> currency.set(after.currency()));
  }

  private List<Item> items() {
    return NAMES.keySet().stream().sorted().flatMap(id -> item(id).stream()).toList();
  }

  private Optional<Item> item(int id) {
    return Optional.ofNullable(NAMES.get(id))
        .map(name -> new Item(id, name, 10 * id + " " + currency.get()));
  }

  static void main(String[] args) {
    new MultiPort().server().run(args);
  }
}
