package io.lokstra.testkit.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lokstra.store.KeyValueStore;
import io.lokstra.store.StoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What every {@link KeyValueStore} must do. */
public interface KeyValueStoreContract {
  /** Longer than any test. */
  Duration LONG = Duration.ofHours(1);

  /** Over before a test is. */
  Duration SHORT = Duration.ofMillis(50);

  /** A store in which there is nothing. */
  KeyValueStore emptyStore();

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  /** Puts, gets, replaces, deletes. */
  @Test
  default void keepsWhatWasPutUntilItIsDeleted() {
    KeyValueStore store = emptyStore();
    byte[] all = new byte[256];
    for (int i = 0; i < all.length; i++) {
      all[i] = (byte) i;
    }
    assertThat(store.get("a")).isEmpty();
    store.put("a", all, LONG);
    store.put("empty", new byte[0], KeyValueStore.FOREVER);

    assertThat(store.get("a")).hasValueSatisfying(value -> assertThat(value).isEqualTo(all));
    assertThat(store.get("empty")).hasValueSatisfying(value -> assertThat(value).isEmpty());
    store.putText("a", "größer", LONG);
    assertThat(store.getText("a")).contains("größer");
    assertThat(store.delete("a")).isTrue();
    assertThat(store.delete("a")).isFalse();
    assertThat(store.get("a")).isEmpty();
  }

  /** What a caller does to an array later changes nothing here. */
  @Test
  default void isNotChangedByWhatItsCallersDoToTheirArrays() {
    KeyValueStore store = emptyStore();
    byte[] value = bytes("ab");
    store.put("a", value, LONG);
    value[0] = 'x';
    assertThat(store.getText("a")).contains("ab");
    store.get("a").orElseThrow()[0] = 'y';
    assertThat(store.getText("a")).contains("ab");
  }

  /** Records by JSON. */
  @Test
  default void keepsRecordsAsJson() {
    KeyValueStore store = emptyStore();
    store.putText("v", "{\"page\":\"/\",\"count\":2}", LONG);
    assertThat(store.json().decode(store.get("v").orElseThrow()))
        .isEqualTo(Map.of("page", "/", "count", 2L));
    store.putJson("list", List.of("a", "b"), LONG);
    assertThat(store.getText("list")).contains("[\"a\",\"b\"]");
    assertThat(store.get("number", Integer.class)).isEmpty();
    store.putJson("number", 7, LONG);
    assertThat(store.get("number", Integer.class)).contains(7);
  }

  /** A value ends when its time is over, and not before. */
  @Test
  default void forgetsAValueWhenItsTimeIsOver() {
    KeyValueStore store = emptyStore();
    store.putText("short", "x", SHORT);
    store.putText("long", "y", LONG);
    Eventually.until("the value ends", () -> store.get("short").isEmpty());
    assertThat(store.getText("long")).contains("y");
    assertThat(store.timeToLive("short")).isEmpty();
    assertThat(store.putIfAbsent("short", bytes("z"), LONG)).isTrue();
  }

  /** The time that is left, and a new one. */
  @Test
  default void tellsAndChangesHowLongAValueStays() {
    KeyValueStore store = emptyStore();
    store.putText("a", "x", LONG);
    assertThat(store.timeToLive("a").orElseThrow())
        .isPositive()
        .isLessThanOrEqualTo(LONG)
        .isGreaterThan(LONG.minusMinutes(10));
    assertThat(store.expire("a", KeyValueStore.FOREVER)).isTrue();
    assertThat(store.timeToLive("a")).contains(KeyValueStore.FOREVER);
    assertThat(store.expire("a", SHORT)).isTrue();
    Eventually.until("the value ends", () -> store.get("a").isEmpty());
    assertThat(store.expire("a", LONG)).isFalse();
    assertThat(store.expire("a", KeyValueStore.FOREVER)).isFalse();
  }

  /** Comparing and doing is one step. */
  @Test
  default void doesNothingWhereWhatWasExpectedIsNotThere() {
    KeyValueStore store = emptyStore();
    assertThat(store.compareAndSet("a", bytes("x"), bytes("y"), LONG)).isFalse();
    assertThat(store.putIfAbsent("a", bytes("x"), LONG)).isTrue();
    assertThat(store.putIfAbsent("a", bytes("z"), LONG)).isFalse();
    assertThat(store.compareAndSet("a", bytes("z"), bytes("y"), LONG)).isFalse();
    assertThat(store.compareAndSet("a", bytes("x"), bytes("y"), KeyValueStore.FOREVER)).isTrue();
    assertThat(store.timeToLive("a")).contains(KeyValueStore.FOREVER);
    assertThat(store.compareAndSet("a", bytes("y"), bytes("w"), LONG)).isTrue();
    assertThat(store.deleteIf("a", bytes("y"))).isFalse();
    assertThat(store.getText("a")).contains("w");
    assertThat(store.deleteIf("a", bytes("w"))).isTrue();
    assertThat(store.get("a")).isEmpty();
  }

  /** Of many who change a value by comparing, each change counts. */
  @Test
  default void losesNoChangeOfManyThreads() throws Exception {
    KeyValueStore store = emptyStore();
    store.putText("n", "0", LONG);
    AtomicInteger first = new AtomicInteger();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        all.add(
            threads.submit(() -> {
              if (store.putIfAbsent("one", bytes("x"), LONG)) {
                first.incrementAndGet();
              }
              for (int n = 0; n < 25; n++) {
                byte[] before;
                byte[] after;
                do {
                  before = store.get("n").orElseThrow();
                  after = bytes(Integer.toString(Integer.parseInt(new String(before, UTF_8)) + 1));
                } while (!store.compareAndSet("n", before, after, LONG));
                store.increment("m", 2, LONG);
              }
            }));
      }
      for (Future<?> each : all) {
        each.get();
      }
    }
    assertThat(store.getText("n")).contains("200");
    assertThat(store.getText("m")).contains("400");
    assertThat(first).hasValue(1);
  }

  /** Numbers of 64 bits, counted exactly. */
  @Test
  default void countsExactlyAndKeepsTheTimeOfANumber() {
    KeyValueStore store = emptyStore();
    long large = (1L << 62) + 1;
    assertThat(store.increment("n", large, LONG)).isEqualTo(large);
    assertThat(store.increment("n", 2, SHORT)).isEqualTo(large + 2);
    assertThat(store.timeToLive("n").orElseThrow()).isGreaterThan(Duration.ofMinutes(50));
    assertThat(store.increment("n", -large, LONG)).isEqualTo(2);
    assertThat(store.increment("ever", 1, KeyValueStore.FOREVER)).isEqualTo(1);
    assertThat(store.increment("ever", 1, SHORT)).isEqualTo(2);
    assertThat(store.timeToLive("ever")).contains(KeyValueStore.FOREVER);

    store.putText("word", "x", LONG);
    assertThatThrownBy(() -> store.increment("word", 1, LONG)).isInstanceOf(StoreException.class);
    store.increment("max", Long.MAX_VALUE, LONG);
    assertThatThrownBy(() -> store.increment("max", 1, LONG)).isInstanceOf(StoreException.class);
    assertThat(store.increment("max", 0, LONG)).isEqualTo(Long.MAX_VALUE);
  }

  /** Namespaces do not meet. */
  @Test
  default void keepsNamespacesApart() {
    KeyValueStore store = emptyStore();
    KeyValueStore inner = store.namespace("a").namespace("b");
    inner.putText("k", "inner", LONG);
    store.putText("k", "outer", LONG);
    assertThat(inner.getText("k")).contains("inner");
    assertThat(store.namespace("a").get("k")).isEmpty();
    assertThat(store.getText("k")).contains("outer");
    assertThat(store.getText("a:b:k")).contains("inner");
  }

  /** What is no key or no time is refused before anything is done. */
  @Test
  default void refusesKeysAndTimesThatAreNone() {
    KeyValueStore store = emptyStore();
    for (String key : List.of("", "a\nb", "x".repeat(513))) {
      assertThatThrownBy(() -> store.get(key)).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> store.put(key, new byte[0], LONG))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> store.putText("a", "x", Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a time to live of PT0S");
    assertThat(store.get("a")).isEmpty();
  }
}
