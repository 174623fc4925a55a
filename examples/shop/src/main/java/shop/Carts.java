package shop;

import io.lokstra.config.Default;
import io.lokstra.log.Log;
import io.lokstra.redis.Redis;
import io.lokstra.redis.RedisCommand;
import io.lokstra.redis.RedisReply;
import io.lokstra.service.Service;
import io.lokstra.service.StopContext;
import jakarta.validation.constraints.Positive;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What customers are about to buy: in Redis alone, and forgotten after a while. */
final class Carts implements Service {
  private static final Log log = Log.of(Carts.class);

  /**
   * What a cart is.
   *
   * @param keep how long one is kept after it was last changed
   * @param most how many products it may have
   */
  record Options(@Default("1h") @Positive Duration keep, @Default("20") @Positive int most) {}

  private final Redis redis;
  private final Catalogue catalogue;
  private final Options options;

  Carts(Redis redis, Catalogue catalogue, Options options) {
    this.redis = redis;
    this.catalogue = catalogue;
    this.options = options;
  }

  @Override
  public void onStop(StopContext stop) {
    log.info("carts closed");
  }

  /** Numbers of products with how many of each. */
  Map<Long, Integer> of(String cart) {
    List<RedisReply> pairs = redis.call(RedisCommand.of("HGETALL").key(key(cart))).asList();
    Map<Long, Integer> items = new TreeMap<>();
    for (int i = 0; i < pairs.size(); i += 2) {
      items.put(Long.parseLong(pairs.get(i).asText()), Integer.parseInt(pairs.get(i + 1).asText()));
    }
    return items;
  }

  /**
   * Puts more of a product into a cart.
   *
   * @throws Refused when there is no such product, or no more room
   */
  Map<Long, Integer> add(String cart, long product, int quantity) {
    if (catalogue.find(product).isEmpty()) {
      throw new Refused("there is no product " + product);
    }
    Map<Long, Integer> items = of(cart);
    if (items.size() >= options.most() && !items.containsKey(product)) {
      throw new Refused("a cart has at most " + options.most() + " products");
    }
    redis.pipeline(
        List.of(
            RedisCommand.of("HINCRBY").key(key(cart)).arg(product).arg(quantity),
            RedisCommand.of("PEXPIRE").key(key(cart)).arg(options.keep().toMillis())));
    return of(cart);
  }

  /** What {@code items} cost together. */
  long cents(Map<Long, Integer> items) {
    long cents = 0;
    for (Map.Entry<Long, Integer> item : items.entrySet()) {
      cents += item.getValue() * catalogue.find(item.getKey()).map(Product::cents).orElse(0L);
    }
    return cents;
  }

  void empty(String cart) {
    redis.call(RedisCommand.of("DEL").key(key(cart)));
  }

  private byte[] key(String cart) {
    return redis.key("cart:" + cart);
  }
}
