package io.lokstra.internal.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.lokstra.service.Mode;
import io.lokstra.service.Service;
import io.lokstra.service.StartContext;
import io.lokstra.service.StopContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A thousand services that depend on each other at random. */
@Timeout(300)
class RandomGraphsTest {
  private static final int COUNT = 1_000;

  /** When each began and ended to start and to stop, on one clock for all. */
  private final class Watched implements Service {
    private final int number;
    private int startBegan;
    private int startEnded;
    private int stopBegan;
    private int stopEnded;

    Watched(int number) {
      this.number = number;
    }

    @Override
    public void onStart(StartContext start) throws Exception {
      startBegan = clock.incrementAndGet();
      if (number == failing) {
        throw new IllegalStateException("fails");
      }
      if (number % 7 == 0) {
        Thread.sleep(1);
      }
      startEnded = clock.incrementAndGet();
    }

    @Override
    public void onStop(StopContext stop) throws Exception {
      stopBegan = clock.incrementAndGet();
      if (number % 11 == 0) {
        Thread.sleep(1);
      }
      stopEnded = clock.incrementAndGet();
      if (number % 13 == 0) {
        throw new IllegalStateException("does not like to stop");
      }
    }
  }

  private final AtomicInteger clock = new AtomicInteger();
  private final List<Watched> services = new ArrayList<>();
  private final List<Set<Integer>> needs = new ArrayList<>();
  private int failing = -1;

  /** Each needs some that come before it in a hidden order; registered in another. */
  private LifeCycle make(long seed) {
    Random random = new Random(seed);
    List<Specification> specifications = new ArrayList<>();
    for (int i = 0; i < COUNT; i++) {
      services.add(new Watched(i));
      Set<Integer> before = new TreeSet<>();
      boolean chained = seed % 2 == 0 && i > 0;
      if (chained && i % 2 == 0) {
        before.add(i - 1);
      }
      for (int k = random.nextInt(4); k > 0 && i > 0; k--) {
        before.add(random.nextInt(i));
      }
      needs.add(before);
      specifications.add(specification(i, before));
    }
    Collections.shuffle(specifications, random);
    ServiceProblems problems = new ServiceProblems();
    LifeCycle life = LifeCycle.make(specifications, Map.of(), Mode.PRODUCTION, problems);
    assertThat(problems.all()).isEmpty();
    return life;
  }

  private Specification specification(int number, Set<Integer> before) {
    ServiceType<NoConfig> type =
        new ServiceType<>(
            "t",
            NoConfig.class,
            (config, use) -> {
              before.forEach(other -> use.get("s" + other, Watched.class));
              return services.get(number);
            },
            "",
            "test");
    return new Specification(
        new ServiceOptions(
            "s" + number, "t", Map.of(), false, Duration.ofMinutes(5), Duration.ofMinutes(5)),
        type,
        new NoConfig(),
        Map.of());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void eachStartsAfterWhatItNeedsAndStopsBeforeIt(long seed) throws Exception {
    LifeCycle life = make(seed);
    life.start();
    assertThat(life.started()).hasSize(COUNT);
    assertThat(life.stop()).isEmpty();
    for (Watched service : services) {
      assertThat(service.startEnded).as("s%d started", service.number).isPositive();
      assertThat(service.stopEnded).as("s%d stopped", service.number).isPositive();
      for (int other : needs.get(service.number)) {
        Watched needed = services.get(other);
        assertThat(needed.startEnded).isLessThan(service.startBegan);
        assertThat(service.stopEnded).isLessThan(needed.stopBegan);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {5, 6})
  void failureOfOneStopsAllThatHadStartedAndNothingElse(long seed) {
    failing = 400;
    LifeCycle life = make(seed);
    assertThat(org.assertj.core.api.Assertions.catchThrowable(life::start))
        .isInstanceOf(ServiceStartException.class)
        .hasMessageContaining("LOK-SVC-012 service 's400' (type t) failed to start");
    for (Watched service : services) {
      boolean started = service.startEnded > 0;
      assertThat(service.stopEnded > 0).as("s%d stopped", service.number).isEqualTo(started);
      if (needs.get(service.number).contains(failing)) {
        assertThat(service.startBegan).as("s%d needs what failed", service.number).isZero();
      }
      for (int other : needs.get(service.number)) {
        if (started) {
          assertThat(service.stopEnded).isLessThan(services.get(other).stopBegan);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void chainOfThousandsIsMadeWithoutOverflow(boolean backwards) throws Exception {
    List<Specification> specifications = new ArrayList<>();
    int length = 5_000;
    for (int i = 0; i < length; i++) {
      services.add(new Watched(1));
      specifications.add(specification(i, i == 0 ? Set.of() : Set.of(i - 1)));
    }
    if (backwards) {
      Collections.reverse(specifications);
    }
    ServiceProblems problems = new ServiceProblems();
    LifeCycle life = LifeCycle.make(specifications, Map.of(), Mode.PRODUCTION, problems);
    assertThat(problems.all()).isEmpty();
    life.start();
    assertThat(life.started()).hasSize(length);
    assertThat(life.started().getFirst().name()).isEqualTo("s0");
    assertThat(life.stop()).isEmpty();
  }
}
