package io.lokstra.netty.threads;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What the watchdog says, and how often. */
class LoopWatchdogTest {
  private static final long MILLI = 1_000_000;

  @Test
  void reportsALoopThatDoesNotTurnOnceAMinute() {
    List<LoopWatchdog.Report> reports = new ArrayList<>();
    LoopWatchdog watchdog = new LoopWatchdog(reports::add);
    watchdog.stop();
    LoopWatch watch = new LoopWatch(Thread.currentThread());
    watchdog.watch(watch);
    long begun = 5_000 * MILLI;

    watchdog.check(begun + 1_000 * MILLI);
    watch.begin(begun);
    watchdog.check(begun + 99 * MILLI);
    assertThat(reports).isEmpty();
    watchdog.check(begun + 100 * MILLI);
    watchdog.check(begun + 59_000 * MILLI);
    assertThat(reports).hasSize(1);
    assertThat(reports.getFirst().nanos()).isEqualTo(100 * MILLI);
    assertThat(reports.getFirst().running()).isEqualTo(Thread.currentThread().getName());
    assertThat(reports.getFirst().toString()).contains("LoopWatchdogTest");
    watchdog.check(begun + 60_101 * MILLI);
    assertThat(reports).hasSize(2);
    watch.end();
    watchdog.check(begun + 200_000 * MILLI);
    assertThat(reports).hasSize(2);
  }

  @Test
  void showsTheVirtualThreadThatIsOnTheLoop() throws Exception {
    CompletableFuture<LoopWatchdog.Report> report = new CompletableFuture<>();
    LoopWatchdog watchdog = new LoopWatchdog(report::complete);
    CountDownLatch reported = new CountDownLatch(1);
    Thread loop =
        Thread.ofPlatform()
            .name("a-loop")
            .start(() -> {
              LoopWatch watch = new LoopWatch(Thread.currentThread());
              watchdog.watch(watch);
              Thread thread =
                  Thread.ofVirtual().name("GET /stuck").unstarted(() -> stuck(reported));
              watch.begin(System.nanoTime());
              watch.mount(thread);
              thread.start();
            });

    LoopWatchdog.Report said = report.get(10, TimeUnit.SECONDS);
    reported.countDown();
    watchdog.stop();
    loop.join();
    assertThat(said.loop()).isEqualTo("a-loop");
    assertThat(said.running()).isEqualTo("GET /stuck");
    assertThat(said.toString()).contains("stuck");
  }

  private static void stuck(CountDownLatch reported) {
    try {
      reported.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
