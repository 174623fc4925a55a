package io.lokstra.netty.threads;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** When a route leaves its loop and comes back, on a clock of the test's own. */
class LoopPolicyTest {
  private static final long MILLI = 1_000_000;
  private static final long SECOND = 1_000 * MILLI;

  private final LoopPolicy policy = new LoopPolicy();
  private long now = 17 * SECOND;
  private long runs;

  @Test
  void runsTheFirstTwentyCallsOffTheLoop() {
    for (int i = 0; i < 19; i++) {
      assertThat(policy.mayCarry(now)).isFalse();
      policy.ranOffLoop();
    }
    assertThat(policy.mayCarry(now)).isFalse();
    policy.ranOffLoop();

    assertThat(policy.mayCarry(now)).isTrue();
  }

  @Test
  void leavesAfterOneLongHoldAtOnce() {
    warm();
    assertThat(run(49 * MILLI)).isFalse();
    assertThat(run(50 * MILLI)).isTrue();

    assertThat(policy.mayCarry(now)).isFalse();
  }

  @Test
  void forgivesALongHoldThatIsTheFirstInAThousandCalls() {
    warm();
    quick(1_000);
    assertThat(run(80 * MILLI)).isFalse();
    quick(500);
    assertThat(run(80 * MILLI)).isTrue();
  }

  @Test
  void doesNotJudgeShortHoldsOfTheFirstTwoHundredRuns() {
    warm();
    for (int i = 0; i < 199; i++) {
      assertThat(run(3 * MILLI)).isFalse();
    }
    assertThat(policy.mayCarry(now)).isTrue();
  }

  @Test
  void leavesAfterThreeHoldsWithinTenSeconds() {
    warm();
    quick(250);
    assertThat(run(2 * MILLI)).isFalse();
    now += 4 * SECOND;
    assertThat(run(2 * MILLI)).isFalse();
    now += 5 * SECOND;
    assertThat(run(2 * MILLI)).isTrue();
    assertThat(policy.mayCarry(now)).isFalse();
  }

  @Test
  void staysWhenHoldsAreFarBetween() {
    warm();
    quick(250);
    for (int i = 0; i < 20; i++) {
      assertThat(run(10 * MILLI)).isFalse();
      now += 6 * SECOND;
    }
    assertThat(policy.mayCarry(now)).isTrue();
  }

  @Test
  void staysWhenHoldsAreRare() {
    warm();
    quick(200);
    for (int i = 0; i < 50; i++) {
      quick(150);
      assertThat(run(3 * MILLI)).isFalse();
      now += SECOND;
    }
    assertThat(policy.mayCarry(now)).isTrue();
  }

  @Test
  void leavesWhenHoldsBecomeFrequentLater() {
    warm();
    quick(100_000);
    boolean left = false;
    for (int second = 0; second < 60 && !left; second++) {
      quick(10);
      left = run(3 * MILLI);
      now += SECOND;
    }
    assertThat(left).isTrue();
  }

  @Test
  void triesOneCallInAHundredAfterAWhileAndComesBackWhenTheyAreGood() {
    warm();
    run(60 * MILLI);
    now += SECOND - 1;
    assertThat(policy.mayCarry(now)).isFalse();
    now += 1;
    int carried = 0;
    int asked = 0;
    while (carried < LoopPolicy.GOOD_TRIES) {
      asked++;
      if (policy.mayCarry(now)) {
        carried++;
        assertThat(policy.isWorthJudging(1)).isTrue();
        run(MILLI);
      }
    }
    assertThat(asked).isEqualTo(100 * (LoopPolicy.GOOD_TRIES - 1) + 1);
    assertThat(policy.mayCarry(now)).isTrue();
    assertThat(policy.mayCarry(now)).isTrue();
    assertThat(policy.isWorthJudging(1)).isFalse();
    // What came before is forgotten.
    quick(300);
    assertThat(run(3 * MILLI)).isFalse();
    assertThat(run(3 * MILLI)).isFalse();
    assertThat(run(3 * MILLI)).isFalse();
    assertThat(run(3 * MILLI)).isTrue();
  }

  @Test
  void staysOffForLongerEachTimeATryHolds() {
    warm();
    run(60 * MILLI);
    for (long off : new long[] {SECOND, 10 * SECOND, 60 * SECOND, 60 * SECOND}) {
      now += off - 1;
      assertThat(policy.mayCarry(now)).isFalse();
      now += 1;
      assertThat(policy.mayCarry(now)).isTrue();
      assertThat(run(2 * MILLI)).isTrue();
    }
    // A call that was on the loop when the route left it changes nothing.
    assertThat(run(100 * MILLI)).isFalse();
  }

  @Test
  void trustsARouteAgainThatWasOnForAMinute() {
    warm();
    run(60 * MILLI);
    comeBackAfter(SECOND);
    now += 59 * SECOND;
    run(60 * MILLI);
    comeBackAfter(10 * SECOND);
    now += 60 * SECOND;
    run(60 * MILLI);
    comeBackAfter(SECOND);
    assertThat(policy.mayCarry(now)).isTrue();
  }

  private void comeBackAfter(long off) {
    now += off - 1;
    assertThat(policy.mayCarry(now)).isFalse();
    now += 1;
    for (int tries = 0; tries < LoopPolicy.GOOD_TRIES; ) {
      if (policy.mayCarry(now)) {
        tries++;
        run(1);
      }
    }
  }

  private void warm() {
    for (int i = 0; i < LoopPolicy.WARM_UP; i++) {
      policy.ranOffLoop();
    }
  }

  private void quick(int calls) {
    for (int i = 0; i < calls; i++) {
      run(MILLI / 100);
    }
  }

  private boolean run(long nanos) {
    runs++;
    now += nanos;
    return policy.isWorthJudging(nanos) && policy.ranOnLoop(now, nanos, runs);
  }
}
