package io.lokstra.internal.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TokenBucketsTest {
  private final AtomicLong now = new AtomicLong(-5);

  private TokenBuckets buckets(long burst, long interval, int keys) {
    return new TokenBuckets(burst, interval, keys, now::get);
  }

  @Test
  void givesBackOneTokenAtATime() {
    TokenBuckets buckets = buckets(3, 10, 100);
    assertThat(buckets.take("a")).isEqualTo(10);
    assertThat(buckets.left(10)).isEqualTo(2);
    assertThat(buckets.take("a")).isEqualTo(20);
    assertThat(buckets.take("a")).isEqualTo(30);
    assertThat(buckets.left(30)).isZero();
    long refused = buckets.take("a");
    assertThat(refused).isEqualTo(-31);
    assertThat(buckets.untilNext(refused)).isEqualTo(10);
    assertThat(buckets.left(refused)).isZero();
    assertThat(buckets.take("b")).as("another's").isEqualTo(10);
    now.addAndGet(9);
    assertThat(buckets.untilNext(buckets.take("a"))).isEqualTo(1);
    now.addAndGet(1);
    assertThat(buckets.take("a")).isEqualTo(30);
    now.addAndGet(1_000);
    assertThat(buckets.take("a")).as("never more than full").isEqualTo(10);
  }

  @Test
  void agreesWithAPlainCountOfTokens() {
    Random random = new Random(20_261_124);
    TokenBuckets buckets = buckets(5, 7, 1_000);
    Map<String, long[]> plain = new HashMap<>();
    for (int i = 0; i < 50_000; i++) {
      now.addAndGet(random.nextInt(6));
      String key = "k" + random.nextInt(20);
      // Sevenths of a token, and when they were counted.
      long[] state = plain.computeIfAbsent(key, k -> new long[] {35, now.get()});
      state[0] = Math.min(35, state[0] + now.get() - state[1]);
      state[1] = now.get();
      boolean expected = state[0] >= 7;
      long taken = buckets.take(key);
      assertThat(taken >= 0).as("%d", i).isEqualTo(expected);
      if (expected) {
        state[0] -= 7;
        assertThat(taken).isEqualTo(35 - state[0]);
      }
    }
  }

  @Test
  void cannotBeFloodedIntoForgettingABucketThatIsUsedUp() {
    TokenBuckets buckets = buckets(2, 1_000_000, 64);
    int places = buckets.places();
    buckets.take("attacker");
    buckets.take("attacker");
    for (int i = 0; i < 100_000; i++) {
      buckets.take("flood " + i);
      if (i % 1_000 == 0) {
        assertThat(buckets.take("attacker")).as("%d", i).isNegative();
      }
    }
    assertThat(buckets.places()).as("the memory is that of the start").isEqualTo(places);
    int served = 0;
    for (int i = 0; i < 10_000; i++) {
      served += buckets.take("new " + i) >= 0 ? 1 : 0;
    }
    assertThat(served).as("what comes new has to share").isZero();
    now.addAndGet(2_000_000);
    assertThat(buckets.take("new 1")).as("and has its own when the flood is over").isPositive();
    assertThat(buckets.take("attacker")).isPositive();
  }

  @Test
  void givesThePlacesOfFullBucketsToOthers() {
    TokenBuckets buckets = buckets(1, 10, 8);
    for (int i = 0; i < 10_000; i++) {
      assertThat(buckets.take("k" + i)).isPositive();
      now.addAndGet(10);
    }
  }

  @Test
  void hasAPlaceForAsManyKeysAsItIsAskedFor() {
    assertThat(buckets(1, 1, 1).places()).isEqualTo(8);
    assertThat(buckets(1, 1, 8).places()).isEqualTo(8);
    assertThat(buckets(1, 1, 9).places()).isEqualTo(16);
    assertThat(buckets(1, 1, 65_536).places()).isEqualTo(65_536);
    assertThat(buckets(1, 1, 65_537).places()).isEqualTo(131_072);
  }

  @Test
  void givesNoTokenTwiceToThoseWhoAskAtOnce() throws Exception {
    TokenBuckets buckets = buckets(1_000, 1_000_000_000L, 1_000);
    AtomicInteger taken = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 8; t++) {
      threads.add(
          Thread.startVirtualThread(() -> {
            for (int i = 0; i < 500; i++) {
              taken.addAndGet(buckets.take("one") >= 0 ? 1 : 0);
            }
          }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(taken).hasValue(1_000);
  }
}
