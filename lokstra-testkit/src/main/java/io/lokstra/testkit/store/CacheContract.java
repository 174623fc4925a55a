package io.lokstra.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lokstra.store.Cache;
import io.lokstra.store.CacheTimes;
import io.lokstra.store.StoreException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What every {@link Cache} must do. */
public interface CacheContract {
  /** Longer than any test. */
  Duration LONG = Duration.ofHours(1);

  /** A cache in which there is nothing. */
  Cache emptyCache();

  /** The same cache as another process has it; the same object where there is but one process. */
  Cache inAnotherProcess(Cache cache);

  /** Loads once, and gives what was loaded. */
  @Test
  default void loadsWhatItDoesNotHave() {
    Cache cache = emptyCache();
    AtomicInteger loads = new AtomicInteger();
    for (int i = 0; i < 3; i++) {
      assertThat(cache.get("a", String.class, LONG, () -> "v" + loads.incrementAndGet()))
          .isEqualTo("v1");
    }
    assertThat(cache.peek("a", String.class)).contains("v1");
    cache.remove("a");
    assertThat(cache.peek("a", String.class)).isEmpty();
    assertThat(cache.get("a", String.class, LONG, () -> "v" + loads.incrementAndGet()))
        .isEqualTo("v2");
    cache.put("a", "put", LONG);
    assertThat(inAnotherProcess(cache).peek("a", String.class)).contains("put");
    assertThat(cache.namespace("n").peek("a", String.class)).isEmpty();
  }

  /** Many threads ask, in two processes where there are two: one load. */
  @Test
  default void loadsOnceHoweverManyAsk() throws Exception {
    Cache here = emptyCache();
    Cache there = inAnotherProcess(here);
    AtomicInteger loads = new AtomicInteger();
    CountDownLatch asked = new CountDownLatch(40);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> all = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        Cache cache = i % 2 == 0 ? here : there;
        all.add(
            threads.submit(() -> {
              asked.countDown();
              return cache.get(
                  "a",
                  Integer.class,
                  LONG,
                  () -> {
                    asked.await();
                    return loads.incrementAndGet();
                  });
            }));
      }
      for (Future<Integer> each : all) {
        assertThat(each.get()).isEqualTo(1);
      }
    }
    assertThat(loads).hasValue(1);
  }

  /** What the loader throws reaches all who waited, and is not kept. */
  @Test
  default void throwsWhatTheLoaderThrowsAndKeepsNothing() throws Exception {
    Cache cache = emptyCache();
    assertThatThrownBy(() ->
            cache.get(
                "a",
                String.class,
                LONG,
                () -> {
                  throw new IOException("no disk");
                }))
        .isInstanceOf(IOException.class)
        .hasMessage("no disk");
    assertThat(cache.get("a", String.class, LONG, () -> "there")).isEqualTo("there");
  }

  /** One who loads and is interrupted takes nobody with it. */
  @Test
  default void letsAnotherLoadWhereTheFirstIsInterrupted() throws Exception {
    Cache cache = emptyCache();
    CountDownLatch loading = new CountDownLatch(1);
    Thread first =
        Thread.ofVirtual()
            .start(() -> {
              try {
                cache.get(
                    "a",
                    String.class,
                    LONG,
                    () -> {
                      loading.countDown();
                      new CountDownLatch(1).await();
                      return "never";
                    });
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    loading.await();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<String> second =
          threads.submit(() -> cache.get("a", String.class, LONG, () -> "second"));
      Eventually.pause(30);
      first.interrupt();
      assertThat(second.get()).isEqualTo("second");
    }
  }

  /** That there is nothing is remembered where that is asked for, and told apart. */
  @Test
  default void remembersThatThereIsNothing() {
    Cache cache = emptyCache();
    CacheTimes times = CacheTimes.of(LONG).absentFor(LONG);
    AtomicInteger loads = new AtomicInteger();
    for (int i = 0; i < 3; i++) {
      assertThat(
              cache.find(
                  "a",
                  String.class,
                  times,
                  () -> {
                    loads.incrementAndGet();
                    return Optional.empty();
                  }))
          .isEmpty();
    }
    assertThat(loads).hasValue(1);
    assertThat(cache.peek("a", String.class)).isEmpty();
    assertThatThrownBy(() -> cache.get("a", String.class, LONG, () -> "x"))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("LOK-STO-003");
    cache.remove("a");
    assertThat(cache.find("a", String.class, times, () -> Optional.of("x"))).contains("x");
  }

  /** Nothing is given out after its time. */
  @Test
  default void loadsAnewWhenTheTimeIsOver() {
    Cache cache = emptyCache();
    AtomicInteger loads = new AtomicInteger();
    Duration brief = Duration.ofMillis(50);
    Eventually.until(
        "it loads again", () -> cache.get("a", Integer.class, brief, loads::incrementAndGet) > 1);
  }

  /**
   * The old value is given out while the new one is loaded, and a loader that fails harms nobody.
   */
  @Test
  default void loadsAnewInTheBackgroundBeforeTheTimeIsOver() {
    Cache cache = emptyCache();
    CacheTimes times = CacheTimes.of(LONG).refreshAfter(Duration.ofMillis(20));
    AtomicInteger loads = new AtomicInteger();
    cache.get("a", Integer.class, times, loads::incrementAndGet);
    Eventually.pause(30);
    assertThat(
            cache.<Integer, RuntimeException>get(
                "a",
                Integer.class,
                times,
                () -> {
                  loads.incrementAndGet();
                  throw new IllegalStateException("not now");
                }))
        .isEqualTo(1);
    Eventually.until("a load failed", () -> loads.get() == 2);
    Eventually.until(
        "the new value is there",
        () -> cache.get("a", Integer.class, times, loads::incrementAndGet) > 2);
  }

  /** Times that contradict each other are refused. */
  @Test
  default void refusesTimesThatAreNone() {
    assertThatThrownBy(() -> CacheTimes.of(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> CacheTimes.of(LONG).refreshAfter(LONG))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("less than the ttl");
    assertThatThrownBy(() -> emptyCache().peek("", String.class))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
