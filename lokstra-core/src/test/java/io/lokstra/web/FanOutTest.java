package io.lokstra.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lokstra.http.App;
import io.lokstra.http.Handler;
import io.lokstra.http.HttpException;
import io.lokstra.http.RequestContext;
import io.lokstra.internal.memory.MemoryReply;
import io.lokstra.web.InMemory.Answer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class FanOutTest {

  private static Answer answer(Handler handler) throws IOException {
    try (InMemory server = InMemory.of(App.named("test", ":0").get("/{id}", handler))) {
      return server.get("/7");
    }
  }

  /** Waits for ever, and says when it was interrupted. */
  private static Callable<String> waiting(CountDownLatch began, AtomicInteger interrupted) {
    return () -> {
      began.countDown();
      try {
        new CountDownLatch(1).await();
        return "never";
      } catch (InterruptedException e) {
        interrupted.incrementAndGet();
        throw e;
      }
    };
  }

  @Test
  void doesAllAtTheSameTimeAndKeepsTheirOrder() throws Exception {
    Answer answer =
        answer(ctx -> {
          CyclicBarrier together = new CyclicBarrier(3);
          List<Callable<String>> tasks = new ArrayList<>();
          for (String name : List.of("a", "b", "c")) {
            tasks.add(() -> {
              together.await(5, TimeUnit.SECONDS);
              return name + RequestContext.current().map(c -> c.path("id")).orElse("-");
            });
          }
          return ctx.text(ctx.all(tasks) + " " + ctx.all(List.of()));
        });
    assertThat(answer.body()).isEqualTo("[a7, b7, c7] []");
    assertThat(answer(ctx -> ctx.text(ctx.all(() -> 1, () -> "b", (a, b) -> a + b))).body())
        .isEqualTo("1b");
  }

  @Test
  void interruptsTheOthersWhenOneFailsAndLetsNothingOutliveTheCall() throws Exception {
    AtomicInteger interrupted = new AtomicInteger();
    AtomicInteger atTheEnd = new AtomicInteger(-1);
    CountDownLatch began = new CountDownLatch(2);
    Answer answer =
        answer(ctx -> {
          List<Callable<String>> tasks =
              List.of(
                  waiting(began, interrupted),
                  waiting(began, interrupted),
                  () -> {
                    began.await();
                    throw HttpException.conflict("one failed");
                  });
          try {
            return ctx.all(tasks);
          } finally {
            atTheEnd.set(interrupted.get());
          }
        });
    assertThat(answer.status()).isEqualTo(409);
    assertThat(atTheEnd).hasValue(2);
  }

  @Test
  void throwsWhatATaskThrewWhateverItIs() throws Exception {
    assertThat(
            answer(ctx ->
                    ctx.all(
                        List.of(() -> {
                          throw new StackOverflowError();
                        })))
                .status())
        .isEqualTo(500);
    assertThat(
            answer(
                    ctx -> {
                      assertThatThrownBy(() ->
                              ctx.race(
                                  List.of(() -> {
                                    throw new LinkageError("gone");
                                  })))
                          .isInstanceOf(LinkageError.class);
                      return ctx.noContent();
                    })
                .status())
        .isEqualTo(204);
  }

  @Test
  void takesTheFirstResultOfARaceAndInterruptsTheOthers() throws Exception {
    AtomicInteger interrupted = new AtomicInteger();
    CountDownLatch began = new CountDownLatch(1);
    Answer answer =
        answer(ctx ->
            ctx.text(
                ctx.<String>race(
                        List.of(
                            waiting(began, interrupted),
                            () -> {
                              throw new IOException("slow disk");
                            },
                            () -> {
                              throw new InterruptedException("of the task's own");
                            },
                            () -> {
                              began.await();
                              return "won";
                            }))
                    + interrupted.get()));
    assertThat(answer.body()).isEqualTo("won1");
  }

  @Test
  void throwsTheFirstFailureOfARaceThatNobodyWins() throws Exception {
    CompletableFuture<Thread> first = new CompletableFuture<>();
    Answer answer =
        answer(ctx -> {
          assertThatThrownBy(() ->
                  ctx.race(
                      List.of(
                          () -> {
                            first.complete(Thread.currentThread());
                            throw new IOException("a");
                          },
                          () -> {
                            first.get().join();
                            throw new IOException("b");
                          })))
              .hasMessage("a")
              .satisfies(e -> assertThat(e.getSuppressed()[0]).hasMessage("b"));
          assertThatThrownBy(() -> ctx.race(List.of()))
              .hasMessage("a race needs at least one task");
          return ctx.noContent();
        });
    assertThat(answer.status()).isEqualTo(204);
  }

  @Test
  void neverInterruptsWhatATaskShields() throws Exception {
    CountDownLatch shielded = new CountDownLatch(1);
    CountDownLatch stopped = new CountDownLatch(1);
    AtomicBoolean interruptedInside = new AtomicBoolean(true);
    AtomicBoolean interruptedAfter = new AtomicBoolean();
    Answer answer =
        answer(ctx ->
            ctx.text(
                ctx.<String>race(
                    List.of(
                        () -> {
                          try (var _ = ctx.cancellation().during(stopped::countDown)) {
                            shielded.countDown();
                            // A library that does not survive an interrupt.
                            interruptedInside.set(!stopped.await(5, TimeUnit.SECONDS));
                          } catch (InterruptedException e) {
                            interruptedInside.set(true);
                          }
                          interruptedAfter.set(Thread.currentThread().isInterrupted());
                          return "late";
                        },
                        () -> {
                          shielded.await();
                          return "won";
                        }))));
    assertThat(answer.body()).isEqualTo("won");
    assertThat(interruptedInside).isFalse();
    assertThat(interruptedAfter).isTrue();
  }

  @Test
  void endsItsTasksWhenTheClientIsGone() throws Exception {
    AtomicInteger interrupted = new AtomicInteger();
    CountDownLatch began = new CountDownLatch(2);
    CountDownLatch ended = new CountDownLatch(1);
    App app =
        App.named("test", ":0")
            .get(
                "/",
                ctx -> {
                  try {
                    return ctx.all(
                        List.of(waiting(began, interrupted), waiting(began, interrupted)));
                  } finally {
                    ended.countDown();
                  }
                });
    try (InMemory server = InMemory.of(app)) {
      MemoryReply reply = server.begin("/");
      began.await();
      reply.abort();
      assertThat(ended.await(5, TimeUnit.SECONDS)).isTrue();
      assertThat(interrupted).hasValue(2);
    }
  }
}
