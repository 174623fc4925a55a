package io.lokstra.logging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lokstra.log.Log;
import io.lokstra.log.LogFormat;
import io.lokstra.log.LogOutput;
import io.lokstra.log.LoggingOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class OutputTest {

  /** Takes nothing while it is stuck, fails while it is broken. */
  private static final class Pipe extends OutputStream {
    final ByteArrayOutputStream taken = new ByteArrayOutputStream();
    volatile CountDownLatch gate = new CountDownLatch(0);
    final CountDownLatch entered = new CountDownLatch(1);
    final AtomicBoolean broken = new AtomicBoolean();

    @Override
    public void write(int b) {
      throw new AssertionError("lines are written whole");
    }

    @Override
    public void write(byte[] bytes, int from, int size) throws IOException {
      entered.countDown();
      try {
        gate.await();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
      if (broken.get()) {
        throw new IOException("broken pipe");
      }
      synchronized (taken) {
        taken.write(bytes, from, size);
      }
    }

    List<String> lines() {
      synchronized (taken) {
        return taken.toString(UTF_8).lines().toList();
      }
    }
  }

  @Test
  void linesOfManyThreadsAreAllWrittenWholeAndInTheOrderOfEachThread() throws Exception {
    Written written = new Written(LoggingOptions.defaults().format(LogFormat.JSON));
    Log log = written.log("x");
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 20; t++) {
      int thread = t;
      threads.add(
          (t % 2 == 0 ? Thread.ofVirtual() : Thread.ofPlatform())
              .start(() -> {
                for (int i = 0; i < 500; i++) {
                  log.info("m", "thread", thread, "number", i);
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    List<String> lines = written.lines();
    assertThat(lines).hasSize(10_000);
    for (int t = 0; t < 20; t++) {
      String mark = "\"thread\":" + t + ",";
      List<String> own = lines.stream().filter(line -> line.contains(mark)).toList();
      for (int i = 0; i < 500; i++) {
        assertThat(own.get(i)).endsWith("\"number\":" + i + "}");
      }
    }
  }

  @Test
  void anOutputThatTakesNothingHoldsNobodyUpForLongAndIsToldOfWhatItMissed() throws Exception {
    Pipe pipe = new Pipe();
    pipe.gate = new CountDownLatch(1);
    Loggers loggers = Loggers.to(pipe, LoggingOptions.defaults());
    Log log = Log.to(loggers.getLogger("x"));
    String text = "t".repeat(4_000);
    log.info("first");
    pipe.entered.await();
    // More than the buffer holds: without a bound this would not end.
    int told = 1_000;
    for (int i = 0; i < told; i++) {
      log.info(text);
    }
    pipe.gate.countDown();
    assertThat(loggers.flush()).isTrue();
    log.info("last");
    assertThat(loggers.flush()).isTrue();
    List<String> lines = pipe.lines();
    String notice =
        lines.stream()
            .filter(line -> line.contains("lines were left out"))
            .findFirst()
            .orElseThrow();
    int lost = Integer.parseInt(notice.replaceFirst(".*lines=", ""));
    assertThat(lost).isPositive();
    assertThat(lines).hasSize(1 + told - lost + 1 + 1);
    assertThat(lines.getLast()).endsWith("last");
  }

  @Test
  void linesThatCannotBeWrittenAreCountedAndToldOfOnceTheyCanBe() {
    Pipe pipe = new Pipe();
    pipe.broken.set(true);
    Loggers loggers = Loggers.to(pipe, LoggingOptions.defaults());
    Log log = Log.to(loggers.getLogger("x"));
    log.info("lost");
    assertThat(loggers.flush()).isTrue();
    log.info("lost too");
    assertThat(loggers.flush()).isTrue();
    pipe.broken.set(false);
    log.info("kept");
    assertThat(loggers.flush()).isTrue();
    assertThat(pipe.lines()).hasSize(2);
    assertThat(pipe.lines().get(0)).endsWith("kept");
    assertThat(pipe.lines().get(1)).endsWith("lines=2");
  }

  @Test
  void whatIsLeftIsWrittenAtTheEndAndWhatComesAfterItAtOnce() {
    Pipe pipe = new Pipe();
    Output output = new Output(pipe, LogOutput.STDERR, _ -> line("left out"));
    output.append(line("before"));
    output.close();
    output.append(line("after"));
    assertThat(pipe.lines()).containsExactly("before", "after");
    output.close();
    assertThat(output.flush()).isTrue();
  }

  @Test
  void aThreadThatIsInterruptedLosesNeitherTheInterruptNorItsLine() {
    Written written = new Written(LoggingOptions.defaults());
    Thread.currentThread().interrupt();
    written.log("x").info("m");
    // Whether there is anything to wait for, and so to be interrupted in, is a matter of luck.
    var _ = written.loggers.flush();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(written.lines()).hasSize(1);
  }

  private static Line line(String text) {
    return new Line().put(text).put('\n');
  }
}
