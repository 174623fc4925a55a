package shop;

import io.lokstra.config.Default;
import io.lokstra.data.DbPool;
import io.lokstra.log.Log;
import io.lokstra.redis.Redis;
import io.lokstra.redis.RedisCommand;
import io.lokstra.redis.RedisReply;
import io.lokstra.service.Service;
import io.lokstra.service.StartContext;
import io.lokstra.service.StopContext;
import jakarta.validation.constraints.Positive;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What there is to buy: in PostgreSQL, and for a while in Redis in front of it. */
final class Catalogue implements Service {
  private static final Log log = Log.of(Catalogue.class);

  /**
   * How it is kept.
   *
   * @param keep how long a product is taken from Redis before the database is asked again
   */
  record Options(@Default("30s") @Positive Duration keep) {}

  private final DbPool db;
  private final Redis cache;
  private final Options options;

  Catalogue(DbPool db, Redis cache, Options options) {
    this.db = db;
    this.cache = cache;
    this.options = options;
  }

  @Override
  public void onStart(StartContext start) {
    long products = db.query("select count(*) from product").as(long.class).one();
    log.info("catalogue opened", "products", products);
  }

  @Override
  public void onStop(StopContext stop) {
    log.info("catalogue closed");
  }

  Optional<Product> find(long id) {
    String key = "product:" + id;
    List<RedisReply> known =
        cache.call(RedisCommand.of("HMGET").key(cache.key(key)).arg("name").arg("cents")).asList();
    if (!known.getFirst().isNil()) {
      return Optional.of(
          new Product(id, known.get(0).asText(), Long.parseLong(known.get(1).asText())));
    }
    Optional<Product> found =
        db.query("select id, name, cents from product where id = :id")
            .bind("id", id)
            .as(Product.class)
            .first();
    found.ifPresent(product -> keep(key, product));
    log.debug("asked the database", "product", id, "found", found.isPresent());
    return found;
  }

  private void keep(String key, Product product) {
    cache.pipeline(
        List.of(
            RedisCommand.of("HSET")
                .key(cache.key(key))
                .arg("name")
                .arg(product.name())
                .arg("cents")
                .arg(product.cents()),
            RedisCommand.of("PEXPIRE").key(cache.key(key)).arg(options.keep().toMillis())));
  }
}
