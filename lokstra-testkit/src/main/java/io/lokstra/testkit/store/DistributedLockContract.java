package io.lokstra.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lokstra.store.DistributedLock;
import io.lokstra.store.LockLease;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What every {@link DistributedLock} must do. */
public interface DistributedLockContract {
  /** Longer than any test. */
  Duration LONG = Duration.ofMinutes(2);

  /** Renewed several times in a test. */
  Duration LEASE = Duration.ofMillis(1500);

  /** Locks of which none is held. */
  DistributedLock freeLocks();

  /** One has it, the others do not, until it is given back. */
  @Test
  default void givesALockToOneAtATime() {
    DistributedLock locks = freeLocks();
    LockLease first = locks.tryLock("a", Duration.ZERO, LONG).orElseThrow();
    assertThat(first.held()).isTrue();
    assertThat(first.name()).isEqualTo("a");
    assertThat(locks.tryLock("a", Duration.ZERO, LONG)).isEmpty();
    assertThat(locks.tryLock("a", Duration.ofMillis(30), LONG)).isEmpty();
    try (LockLease other = locks.tryLock("b", Duration.ZERO, LONG).orElseThrow()) {
      assertThat(other.held()).isTrue();
    }
    first.close();
    first.close();
    assertThat(first.held()).isFalse();
    LockLease second = locks.tryLock("a", Duration.ZERO, LONG).orElseThrow();
    first.close();
    assertThat(second.held()).isTrue();
    second.close();
  }

  /** Tokens grow, whoever held it. */
  @Test
  default void givesTokensThatGrow() {
    DistributedLock locks = freeLocks();
    long last = 0;
    for (int i = 0; i < 50; i++) {
      try (LockLease lease = locks.tryLock("a", Duration.ZERO, LONG).orElseThrow()) {
        assertThat(lease.token()).isGreaterThan(last);
        last = lease.token();
      }
    }
  }

  /** Who waits gets it when it is given back; nobody is in it with another. */
  @Test
  default void letsOneInAfterTheOther() throws Exception {
    DistributedLock locks = freeLocks();
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    ConcurrentLinkedQueue<Long> tokens = new ConcurrentLinkedQueue<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        all.add(
            threads.submit(() -> {
              try (LockLease lease = locks.tryLock("a", LONG, LONG).orElseThrow()) {
                most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                tokens.add(lease.token());
                Eventually.pause(1);
                inside.decrementAndGet();
              }
            }));
      }
      for (Future<?> each : all) {
        each.get();
      }
    }
    assertThat(most).hasValue(1);
    assertThat(new ArrayList<>(tokens)).hasSize(10).isSorted();
  }

  /** Renewed as long as it is not closed. */
  @Test
  default void isHeldLongerThanItsLease() {
    DistributedLock locks = freeLocks();
    try (LockLease lease = locks.tryLock("a", Duration.ZERO, LEASE).orElseThrow()) {
      AtomicInteger lost = new AtomicInteger();
      lease.onLost(lost::incrementAndGet);
      Eventually.pause(2 * LEASE.toMillis());
      if (lease.held()) {
        assertThat(locks.tryLock("a", Duration.ZERO, LEASE)).isEmpty();
        assertThat(lost).hasValue(0);
      } else {
        // A machine that stood still for a whole lease: then it says so.
        Eventually.until("it is told", () -> lost.get() == 1);
      }
    }
  }

  /** A wait ends by an interrupt, and leaves nothing behind. */
  @Test
  default void endsAWaitByAnInterrupt() throws Exception {
    DistributedLock locks = freeLocks();
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    AtomicReference<Boolean> flag = new AtomicReference<>(false);
    try (LockLease _ = locks.tryLock("a", Duration.ZERO, LONG).orElseThrow()) {
      Thread waits =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  locks.tryLock("a", LONG, LONG);
                } catch (CancellationException e) {
                  thrown.set(e);
                  flag.set(Thread.currentThread().isInterrupted());
                }
              });
      Eventually.pause(50);
      waits.interrupt();
      waits.join();
    }
    assertThat(thrown.get()).isInstanceOf(CancellationException.class);
    assertThat(flag.get()).isTrue();
    locks.tryLock("a", LONG, LONG).orElseThrow().close();
  }

  /** Names with anything in them, and no lease that cannot be renewed. */
  @Test
  default void takesOddNamesAndNoLeaseThatIsTooShort() {
    DistributedLock locks = freeLocks();
    for (String name : List.of("}", "{}", "a}b{c", "{a", "%7D", "ä")) {
      try (LockLease lease = locks.tryLock(name, Duration.ZERO, LONG).orElseThrow()) {
        assertThat(lease.held()).isTrue();
        assertThat(locks.tryLock(name, Duration.ZERO, LONG)).isEmpty();
      }
    }
    assertThatThrownBy(() -> locks.tryLock("a", LONG, Duration.ofMillis(99)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected 100 ms or more");
    assertThatThrownBy(() -> locks.tryLock("", LONG, LONG))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
