package io.lokstra.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.lokstra.engine.EngineOptions;
import io.lokstra.http.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What went wrong where threads were resumed on their loop, and must not go wrong here. One event
 * loop, so that whatever waits for it waits for ever.
 */
@Timeout(60)
@SuppressWarnings({
  "ThreadPriorityCheck", // yielding is what is tested
  "LockNotBeforeTry" // locks are left where the failure needs them
})
class CarriedThreadsTest {
  static final ReentrantLock INITIALISER_LOCK = new ReentrantLock();

  private final Answers answers = new Answers();

  @Test
  void startsOnTheLoopAfterTheWarmUpAndResumesOnTheJdksScheduler() throws Exception {
    answers.on(
        "/sleep",
        exchange -> {
          String before = Thread.currentThread().toString();
          Thread.sleep(5);
          return Response.text(before + "|" + Thread.currentThread());
        });
    try (Running server = start();
        Wire wire = server.connect()) {
      for (int i = 0; i < 20; i++) {
        assertThat(startOfSleep(wire)).contains("ForkJoinPool");
      }
      // A call counts when its thread ends, a moment after its answer may have been read.
      Running.await(() -> startOfSleep(wire).contains("lokstra-loop"));
      for (int i = 0; i < 20; i++) {
        assertThat(startOfSleep(wire)).contains("lokstra-loop");
      }
    }
  }

  /** On what a call started that slept; that it went on on the JDK's scheduler is asserted. */
  private static String startOfSleep(Wire wire) {
    String[] threads;
    try {
      threads = wire.get("/sleep").answer().body().split("\\|");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    assertThat(threads[0]).contains("ANY /sleep");
    assertThat(threads[1]).contains("ForkJoinPool");
    return threads[0];
  }

  @Test
  void neverStartsRoutesOnTheLoopThatAreDeclaredOff() throws Exception {
    answers.on("/off", true, exchange -> Response.text(Thread.currentThread().toString()));
    try (Running server = start();
        Wire wire = server.connect()) {
      for (int i = 0; i < 60; i++) {
        assertThat(wire.get("/off").answer().body()).contains("ForkJoinPool");
      }
    }
  }

  @Test
  void movesARouteOffTheLoopThatHoldsIt() throws Exception {
    AtomicBoolean compute = new AtomicBoolean();
    answers.on(
        "/compute",
        exchange -> {
          long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(60);
          while (compute.get() && System.nanoTime() < end) {
            Thread.onSpinWait();
          }
          return Response.text(Thread.currentThread().toString());
        });
    try (Running server = start();
        Wire wire = server.connect()) {
      warmUp(wire, "/compute");
      compute.set(true);
      assertThat(wire.get("/compute").answer().body()).contains("lokstra-loop");
      assertThat(wire.get("/compute").answer().body()).contains("ForkJoinPool");
      assertThat(wire.get("/thread").answer().status()).isEqualTo(200);
    }
  }

  @Test
  void yieldsAHundredThousandTimes() throws Exception {
    answers.on(
        "/yield",
        exchange -> {
          for (int i = 0; i < 100_000; i++) {
            Thread.yield();
          }
          return Response.text("yielded");
        });
    try (Running server = start();
        Wire wire = server.connect()) {
      warmUp(wire, "/");
      answers.on("/", exchange -> Response.text("hello"));
      for (int i = 0; i < 22; i++) {
        assertThat(wire.get("/yield").answer().body()).isEqualTo("yielded");
      }
    }
  }

  @Test
  void runsChildrenInParallel() throws Exception {
    org.junit.jupiter.api.Assumptions.assumeTrue(Runtime.getRuntime().availableProcessors() > 1);
    answers.on(
        "/children",
        exchange -> {
          AtomicInteger running = new AtomicInteger();
          Runnable meets =
              () -> {
                running.incrementAndGet();
                while (running.get() < 2) {
                  Thread.onSpinWait();
                }
              };
          Thread first = Thread.startVirtualThread(meets);
          Thread second = Thread.startVirtualThread(meets);
          first.join();
          second.join();
          return Response.text("met");
        });
    try (Running server = start();
        Wire wire = server.connect()) {
      for (int i = 0; i < 25; i++) {
        assertThat(wire.get("/children").answer().body()).isEqualTo("met");
      }
    }
  }

  @Test
  void leavesTheJdksSocketPollersAlone() throws Exception {
    try (ServerSocket peer = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Running server = start();
        Wire wire = server.connect();
        Wire busy = server.connect()) {
      Thread.ofVirtual().start(() -> echo(peer));
      answers.on("/io", exchange -> Response.text(Integer.toString(roundTrip(peer, 7))));
      AtomicBoolean stop = new AtomicBoolean();
      CountDownLatch mounted = new CountDownLatch(1);
      AtomicBoolean armed = new AtomicBoolean();
      answers.on(
          "/busy",
          exchange -> {
            if (armed.get()) {
              mounted.countDown();
              while (!stop.get()) {
                Thread.onSpinWait();
              }
            }
            return Response.text(Thread.currentThread().toString());
          });
      for (int i = 0; i < 25; i++) {
        assertThat(wire.get("/io").answer().body()).isEqualTo("7");
      }
      warmUp(busy, "/busy");
      armed.set(true);
      busy.get("/busy");
      assertThat(mounted.await(10, TimeUnit.SECONDS)).isTrue();
      try {
        CompletableFuture<Integer> elsewhere = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> elsewhere.complete(roundTrip(peer, 9)));
        assertThat(elsewhere.get(10, TimeUnit.SECONDS)).isEqualTo(9);
      } finally {
        stop.set(true);
      }
      assertThat(busy.answer().body()).contains("lokstra-loop");
    }
  }

  /** Blocks its thread in a frame that cannot be unmounted. */
  static final class Initialised {
    static {
      INITIALISER_LOCK.lock();
      INITIALISER_LOCK.unlock();
    }

    static String word() {
      return "initialised";
    }

    private Initialised() {}
  }

  @Test
  void survivesALockInAStaticInitialiser() throws Exception {
    CountDownLatch held = new CountDownLatch(1);
    AtomicBoolean armed = new AtomicBoolean();
    answers
        .on(
            "/holder",
            exchange -> {
              if (armed.get()) {
                INITIALISER_LOCK.lock();
                try {
                  held.countDown();
                  Running.await(INITIALISER_LOCK::hasQueuedThreads);
                } finally {
                  INITIALISER_LOCK.unlock();
                }
              }
              return Response.text("held");
            })
        .on("/init", exchange -> Response.text(armed.get() ? Initialised.word() : "warm"));
    try (Running server = start();
        Wire holder = server.connect();
        Wire initialiser = server.connect()) {
      warmUp(holder, "/holder");
      warmUp(initialiser, "/init");
      armed.set(true);
      holder.get("/holder");
      assertThat(held.await(10, TimeUnit.SECONDS)).isTrue();
      assertThat(initialiser.get("/init").answer().body()).isEqualTo("initialised");
      assertThat(holder.answer().body()).isEqualTo("held");
    }
  }

  @Test
  void letsAThreadGoOnAfterItsEngineWasClosed() throws Exception {
    ReentrantLock lock = new ReentrantLock();
    CountDownLatch waiting = new CountDownLatch(1);
    CompletableFuture<String> end = new CompletableFuture<>();
    AtomicBoolean armed = new AtomicBoolean();
    answers.on(
        "/lock",
        exchange -> {
          if (armed.get()) {
            waiting.countDown();
            lock.lock();
            lock.unlock();
            end.complete(Thread.currentThread().toString());
          }
          return Response.text("late");
        });
    Running server = start();
    try (Wire wire = server.connect()) {
      warmUp(wire, "/lock");
      armed.set(true);
      lock.lock();
      wire.get("/lock");
      assertThat(waiting.await(10, TimeUnit.SECONDS)).isTrue();
      Running.await(lock::hasQueuedThreads);
      server.close();
      lock.unlock();
      assertThat(end.get(10, TimeUnit.SECONDS)).contains("ForkJoinPool");
    } finally {
      server.close();
    }
  }

  @Test
  void answersWhatACallThatNeverAnswersShouldHave() throws Exception {
    answers.on("/silent", exchange -> null);
    try (Running server = start();
        Wire wire = server.connect()) {
      for (int i = 0; i < 25; i++) {
        Wire.Answer answer = wire.get("/silent").answer();
        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.body()).isEqualTo("internal_error");
      }
      assertThat(server.servesOthers()).isTrue();
    }
  }

  @Test
  void staysWholeWhenPreparingFails() throws Exception {
    AtomicReference<String> path = new AtomicReference<>("/fails");
    Answers failing = answers;
    try (Running server =
            new Running(
                new EngineOptions("auto", Running.TRANSPORT, 1, EngineOptions.CarriedThreads.AUTO),
                new Running.Limits().options(),
                new io.lokstra.engine.HttpHandler() {
                  @Override
                  public io.lokstra.engine.Call prepare(io.lokstra.engine.Exchange exchange) {
                    if (exchange.target().path().equals(path.get())) {
                      throw new IllegalStateException("a bug");
                    }
                    return failing.prepare(exchange);
                  }

                  @Override
                  public Response refuse(io.lokstra.engine.Refusal refusal) {
                    throw new IllegalStateException("another bug");
                  }
                });
        Wire wire = server.connect();
        Wire other = server.connect()) {
      for (int i = 0; i < 25; i++) {
        wire.get("/").answer();
      }
      wire.send("GET / HTTP/1.1\r\nHost: a\r\n\r\nGET /fails HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(wire.isClosed()).isTrue();
      Wire.Answer untouched = other.get("/").answer();
      assertThat(untouched.body()).isEqualTo("hello");
      other.send("BAD\r\n\r\n");
      assertThat(other.answer().status()).isEqualTo(400);
    }
  }

  private Running start() throws IOException {
    return new Running(
        new EngineOptions("auto", Running.TRANSPORT, 1, EngineOptions.CarriedThreads.REQUIRED),
        new Running.Limits().options(),
        answers);
  }

  private static void warmUp(Wire wire, String path) throws IOException {
    for (int i = 0; i < 30; i++) {
      wire.get(path).answer();
    }
  }

  private static int roundTrip(ServerSocket peer, int octet) {
    try (Socket socket = new Socket(peer.getInetAddress(), peer.getLocalPort())) {
      socket.getOutputStream().write(octet);
      return socket.getInputStream().read();
    } catch (IOException e) {
      return -1;
    }
  }

  private static void echo(ServerSocket peer) {
    try {
      while (true) {
        Socket socket = peer.accept();
        Thread.ofVirtual()
            .start(() -> {
              try (socket) {
                int octet = socket.getInputStream().read();
                // Long enough for the other side to wait in a poller.
                Thread.sleep(2);
                socket.getOutputStream().write(octet);
              } catch (IOException | InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
      }
    } catch (IOException closed) {
      // the test is over
    }
  }
}
