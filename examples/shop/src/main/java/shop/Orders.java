package shop;

import io.lokstra.data.DbPool;
import io.lokstra.log.Log;
import io.lokstra.service.Service;
import io.lokstra.service.StopContext;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** What was bought: in PostgreSQL, stock and purchase in one transaction. */
final class Orders implements Service {
  private static final Log log = Log.of(Orders.class);

  /**
   * A purchase.
   *
   * @param id its number
   * @param cents what it cost
   * @param placedAt when it was placed
   */
  record Order(long id, long cents, Instant placedAt) {}

  private final DbPool db;
  private final Carts carts;

  Orders(DbPool db, Carts carts) {
    this.db = db;
    this.carts = carts;
  }

  @Override
  public void onStop(StopContext stop) {
    log.info("orders closed");
  }

  /**
   * Buys what is in a cart, all of it or nothing.
   *
   * @throws Refused when it is empty, or something is out of stock
   */
  Order place(String cart) {
    Map<Long, Integer> items = carts.of(cart);
    if (items.isEmpty()) {
      throw new Refused("the cart is empty");
    }
    long cents = carts.cents(items);
    Order order =
        db.inTransaction(tx -> {
          items.forEach(this::take);
          return tx.update("insert into purchase (cart, cents) values (:cart, :cents)")
              .bind("cart", cart)
              .bind("cents", cents)
              .returning(Order.class);
        });
    carts.empty(cart);
    log.info("order placed", "order", order.id(), "cents", cents, "products", items.size());
    return order;
  }

  private void take(long product, int quantity) {
    int taken =
        db.update(
                "update product set stock = stock - :quantity where id = :id and stock >= :quantity")
            .bind("id", product)
            .bind("quantity", quantity)
            .run();
    if (taken == 0) {
      throw new Refused("there are not enough of product " + product);
    }
  }

  List<Order> latest() {
    return db.query("select id, cents, placed_at from purchase order by id desc limit 50")
        .as(Order.class)
        .list();
  }

  long turnover() {
    return db.query("select coalesce(sum(cents), 0) from purchase").as(long.class).one();
  }
}
