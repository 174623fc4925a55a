package io.lokstra.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RedisTest {
  private final Redis redis =
      Redis.open(TestRedis.options().withNamespace("t" + UUID.randomUUID()));

  @AfterEach
  void close() {
    redis.close();
  }

  private byte[] key(String name) {
    return redis.key(name);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  @Test
  void answersInTheFormsOfRedis() {
    assertThat(redis.call(RedisCommand.of("set").key(key("a")).arg("1")).asText()).isEqualTo("OK");
    assertThat(redis.call(RedisCommand.of("GET").key(key("a"))).asLong()).isEqualTo(1);
    assertThat(redis.call(RedisCommand.of("INCRBY").key(key("a")).arg(41)).asLong()).isEqualTo(42);
    assertThat(redis.call(RedisCommand.of("INCRBY").key(key("a")).arg(1)).asText()).isEqualTo("43");
    assertThat(redis.call(RedisCommand.of("GET").key(key("none"))).isNil()).isTrue();
    assertThat(redis.call(RedisCommand.of("GET").key(key("none"))).bytes()).isEmpty();
    assertThat(redis.call(RedisCommand.of("LRANGE").key(key("none")).arg(0).arg(9)).asList())
        .isEmpty();
    redis.call(RedisCommand.of("RPUSH").key(key("l")).arg("x").arg(bytes("y")));
    assertThat(redis.call(RedisCommand.of("LRANGE").key(key("l")).arg(0).arg(-1)).asList())
        .extracting(RedisReply::asText)
        .containsExactly("x", "y");
  }

  @Test
  void keepsNestedRepliesAndErrorsInsideThem() {
    RedisScript nested =
        RedisScript.of(
            "nested",
            "return {1, {2, {}, {3}}, false, {err='ODD no'}, redis.status_reply('fine')}");
    List<RedisReply> replies = redis.run(nested, List.of(), List.of()).asList();

    assertThat(replies).hasSize(5);
    assertThat(replies.get(0).asLong()).isEqualTo(1);
    assertThat(replies.get(1).asList().get(1).asList()).isEmpty();
    assertThat(replies.get(1).asList().get(2).asList().getFirst().asLong()).isEqualTo(3);
    assertThat(replies.get(2).isNil()).isTrue();
    assertThatThrownBy(() -> replies.get(3).asText())
        .isInstanceOf(RedisException.class)
        .hasMessageContaining(
            "LOK-RED-006 redis redis answered script nested with an error: ODD no");
    assertThat(replies.get(4).asText()).isEqualTo("fine");
  }

  @Test
  void readsTheFormsThatOnlyProtocolThreeHas() {
    assertThat(redis.call(RedisCommand.of("CONFIG").arg("GET").arg("maxmemory-policy")).asList())
        .extracting(RedisReply::asText)
        .containsExactly("maxmemory-policy", "noeviction");
    redis.call(RedisCommand.of("ZADD").key(key("z")).arg("1.5").arg("m"));
    assertThat(redis.call(RedisCommand.of("ZSCORE").key(key("z")).arg("m")).asText())
        .isEqualTo("1.5");
    assertThat(redis.call(RedisCommand.of("DEBUG").arg("PROTOCOL").arg("true")).asLong())
        .isEqualTo(1);
    assertThat(redis.call(RedisCommand.of("DEBUG").arg("PROTOCOL").arg("bignum")).asText())
        .startsWith("123456");
    assertThat(redis.call(RedisCommand.of("DEBUG").arg("PROTOCOL").arg("double")).asText())
        .startsWith("3.14");
  }

  @Test
  void refusesToReadAReplyAsWhatItIsNot() {
    redis.call(RedisCommand.of("SET").key(key("a")).arg("word"));
    RedisReply word = redis.call(RedisCommand.of("GET").key(key("a")));

    assertThat(word).hasToString("Bytes[4]");
    assertThatThrownBy(word::asLong).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(word::asList)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("where several replies was expected");
    assertThatThrownBy(() -> redis.call(RedisCommand.of("GET").key(key("none"))).asText())
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> new RedisReply.Several(List.of()).asLong())
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void tellsWhatRedisSaidAndNotTheValues() {
    redis.call(RedisCommand.of("SET").key(key("a")).arg("hidden"));

    assertThatThrownBy(() -> redis.call(RedisCommand.of("INCR").key(key("a"))))
        .isInstanceOfSatisfying(
            RedisException.class,
            error -> {
              assertThat(error.reply()).startsWith("ERR value is not an integer");
              assertThat(error.code()).isEqualTo("LOK-RED-006");
              assertThat(error).hasMessageNotContaining("hidden");
            });
    assertThatThrownBy(() -> redis.call(RedisCommand.of("NOSUCH")))
        .isInstanceOf(RedisException.class)
        .hasMessageContaining("NOSUCH");
  }

  @Test
  void runsScriptsByTheirDigestAndSendsThemAgainWhereTheyAreNotKnown() {
    RedisScript add =
        RedisScript.of("add" + UUID.randomUUID(), "return redis.call('incrby', KEYS[1], ARGV[1])");
    List<byte[]> keys = List.of(key("n"));
    List<byte[]> five = List.of(bytes("5"));

    assertThat(redis.run(add, keys, five).asLong()).isEqualTo(5);
    redis.call(RedisCommand.of("SCRIPT").arg("FLUSH"));
    assertThat(redis.run(add, keys, five).asLong()).isEqualTo(10);
    redis.call(RedisCommand.of("SCRIPT").arg("FLUSH"));
    assertThat(
            redis.pipeline(
                List.of(
                    RedisCommand.of("SET").key(key("m")).arg("1"),
                    add.command(keys, five),
                    RedisCommand.of("GET").key(key("m")),
                    add.command(keys, five))))
        .extracting(RedisReply::asText)
        .containsExactly("OK", "15", "1", "20");
  }

  @Test
  void failsOneCommandOfAPipelineAndNotTheOthers() {
    List<RedisReply> replies =
        redis.pipeline(
            List.of(
                RedisCommand.of("SET").key(key("a")).arg("x"),
                RedisCommand.of("INCR").key(key("a")),
                RedisCommand.of("GET").key(key("a"))));

    assertThat(replies.get(0).asText()).isEqualTo("OK");
    assertThat(replies.get(1)).isInstanceOf(RedisReply.Failed.class);
    assertThatThrownBy(replies.get(1)::asLong).isInstanceOf(RedisException.class);
    assertThat(replies.get(2).asText()).isEqualTo("x");
    assertThat(redis.pipeline(List.of())).isEmpty();
  }

  @Test
  void sharesItsConnectionsBetweenManyThreads() throws Exception {
    try (Redis three = Redis.open(TestRedis.options().withConnections(3, 10_000));
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Long>> counts = new ArrayList<>();
      for (int i = 0; i < 500; i++) {
        byte[] own = key("c" + i % 7);
        counts.add(
            threads.submit(() -> {
              for (int n = 0; n < 19; n++) {
                three.call(RedisCommand.of("INCR").key(own));
              }
              return three.call(RedisCommand.of("INCR").key(own)).asLong();
            }));
      }
      for (Future<Long> each : counts) {
        assertThat(each.get()).isBetween(20L, 20L * 72);
      }
      long sum = 0;
      for (int i = 0; i < 7; i++) {
        sum += three.call(RedisCommand.of("GET").key(key("c" + i))).asLong();
      }
      assertThat(sum).isEqualTo(500 * 20);
      assertThat(three.status().underWay()).isZero();
    }
  }

  @Test
  void tellsHowItIsDoing() {
    assertThat(redis.connected()).isTrue();
    RedisStatus status = redis.status();
    assertThat(status.reachable()).isTrue();
    assertThat(status.problem()).isEmpty();
    assertThat(status.took()).isPositive();
    redis.close();
    assertThat(redis.connected()).isFalse();
    assertThat(redis.status().problem()).contains("LOK-RED-007 redis redis is closed");
    assertThat(redis).hasToString("redis redis");
  }
}
