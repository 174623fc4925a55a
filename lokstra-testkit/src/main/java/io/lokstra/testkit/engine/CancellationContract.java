package io.lokstra.testkit.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lokstra.engine.CancelReason;
import io.lokstra.engine.Outcome;
import io.lokstra.http.Response;
import io.lokstra.internal.memory.MemoryRequest;
import io.lokstra.testkit.engine.Fixture.Answer;
import io.lokstra.testkit.internal.Transport.Reply;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** When an answer is no longer wanted, cannot be waited for, or is one too many. */
public interface CancellationContract extends EngineUnderTest {

  /** The call learns of it, and what it then answers is sent. */
  @Test
  default void cancelsACallAtItsDeadline() throws Exception {
    CountDownLatch cancelled = new CountDownLatch(1);
    ScriptedHandler handler =
        new ScriptedHandler(
                _ -> {
                  cancelled.await();
                  return Response.text("too late").withStatus(503);
                })
            .deadlineAfter(Duration.ofMillis(200));
    try (Fixture server = Fixture.of(this, Limits.defaults(), handler)) {
      Reply reply = server.get("/");

      assertThat(handler.cancel()).isEqualTo(CancelReason.DEADLINE);
      cancelled.countDown();
      Answer answer = Fixture.read(reply);
      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.text()).isEqualTo("too late");
    }
  }

  /** A deadline that was met is over. */
  @Test
  default void doesNotCancelACallThatWasInTime() throws Exception {
    ScriptedHandler handler =
        new ScriptedHandler(_ -> Response.text("ok")).deadlineAfter(Duration.ofMillis(300));
    try (Fixture server = Fixture.of(this, Limits.defaults(), handler)) {
      server.answer(MemoryRequest.of("GET", "/"));
      handler.outcome();

      Thread.sleep(500);
      assertThat(handler.cancels).isEmpty();
    }
  }

  /** A reset is a disconnect. */
  @Test
  default void cancelsACallWhoseClientIsGone() throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch cancelled = new CountDownLatch(1);
    try (Fixture server =
        Fixture.of(
            this,
            _ -> {
              started.countDown();
              cancelled.await();
              return Response.text("unheard");
            })) {
      Reply reply = server.get("/");
      started.await();
      reply.abort();

      assertThat(server.handler.cancel()).isEqualTo(CancelReason.CLIENT_GONE);
      cancelled.countDown();
      Outcome outcome = server.handler.outcome();
      assertThat(outcome.failure()).isPresent();
      assertThat(server.handler.events).containsOnlyOnce("ended");
    }
  }

  /** A writer does not write into the void. */
  @Test
  default void failsTheWriterWhoseClientIsGone() throws Exception {
    AtomicReference<Throwable> seen = new AtomicReference<>();
    CountDownLatch failed = new CountDownLatch(1);
    try (Fixture server =
        Fixture.of(
            this,
            _ ->
                Fixture.stream(
                    -1,
                    out -> {
                      try {
                        while (true) {
                          out.write(new byte[64 * 1024]);
                        }
                      } catch (IOException e) {
                        seen.set(e);
                        failed.countDown();
                        throw e;
                      }
                    }))) {
      Reply reply = server.get("/");
      reply.head();
      reply.abort();

      failed.await();
      assertThat(seen.get()).isInstanceOf(IOException.class);
      assertThat(server.handler.outcome().failure()).isPresent();
    }
  }

  /** What never arrives is never run. */
  @Test
  default void doesNotRunACallWhoseBodyNeverComesToItsEnd() throws Exception {
    PipedOutputStream client = new PipedOutputStream();
    try (Fixture server = Fixture.of(this, _ -> Response.text("never"));
        PipedInputStream body = new PipedInputStream(client)) {
      Reply reply = server.send(MemoryRequest.of("POST", "/").body(body, 100));
      client.write(new byte[10]);
      client.flush();
      Fixture.await(() -> server.handler.events.contains("prepare"));
      reply.abort();

      assertThat(server.handler.outcome().failure()).isPresent();
      assertThat(server.handler.events).doesNotContain("run");
    }
  }

  /** One more than may run waits its turn, one more than may wait is told so. */
  @Test
  default void boundsTheCallsThatRunAndThoseThatWait() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    ScriptedHandler handler =
        new ScriptedHandler(_ -> {
          release.await();
          return Response.text("ran");
        });
    Limits limits = Limits.defaults().requests(2, 1, Duration.ofSeconds(30));
    try (Fixture server = Fixture.of(this, limits, handler)) {
      List<Reply> running = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        running.add(server.get("/"));
      }
      Fixture.await(() -> server.listener.inFlight() == 2);
      // Of two more, one waits and the other is refused; which one, is the engine's affair.
      CompletableFuture<Answer> third = answer(server);
      CompletableFuture<Answer> fourth = answer(server);
      Fixture.await(() -> third.isDone() || fourth.isDone());
      CompletableFuture<Answer> waiting = third.isDone() ? fourth : third;
      Answer refused = third.isDone() ? third.get() : fourth.get();
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.head().headers().all("retry-after"))
          .singleElement()
          .satisfies(seconds -> assertThat(Integer.parseInt(seconds)).isPositive());

      assertThat(waiting).isNotDone();
      release.countDown();
      assertThat(waiting.get().text()).isEqualTo("ran");
      for (Reply reply : running) {
        assertThat(Fixture.read(reply).text()).isEqualTo("ran");
      }
      assertThat(server.answer(MemoryRequest.of("GET", "/")).text()).isEqualTo("ran");
    }
  }

  private static CompletableFuture<Answer> answer(Fixture server) {
    CompletableFuture<Answer> answer = new CompletableFuture<>();
    Thread.startVirtualThread(() -> {
      try {
        answer.complete(server.answer(MemoryRequest.of("GET", "/")));
      } catch (IOException | RuntimeException e) {
        answer.completeExceptionally(e);
      }
    });
    return answer;
  }

  /** A turn that does not come within its time is a 503 as well. */
  @Test
  default void refusesACallThatWaitedTooLong() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    ScriptedHandler handler =
        new ScriptedHandler(_ -> {
          release.await();
          return Response.text("ran");
        });
    Limits limits = Limits.defaults().requests(1, 10, Duration.ofMillis(200));
    try (Fixture server = Fixture.of(this, limits, handler)) {
      Reply running = server.get("/");
      Fixture.await(() -> server.listener.inFlight() == 1);

      Answer refused = server.answer(MemoryRequest.of("GET", "/"));
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.head().headers().contains("retry-after")).isTrue();
      assertThat(handler.outcome().status()).isEqualTo(503);
      release.countDown();
      assertThat(Fixture.read(running).text()).isEqualTo("ran");
    }
  }

  /** Blocking is cheap. */
  @Test
  default void runsManyBlockedCallsAtOnce() throws Exception {
    int calls = 500;
    CountDownLatch together = new CountDownLatch(calls);
    try (Fixture server =
        Fixture.of(
            this,
            _ -> {
              together.countDown();
              together.await();
              return Response.text("all");
            })) {
      List<Reply> replies = new ArrayList<>();
      for (int i = 0; i < calls; i++) {
        replies.add(server.get("/" + i));
      }
      for (Reply reply : replies) {
        assertThat(Fixture.read(reply).text()).isEqualTo("all");
      }
    }
  }

  /** The client never sees an answer that was cut off as a whole one. */
  @Test
  default void closesConnectionsByForce() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    try (Fixture server =
        Fixture.of(
            this,
            _ -> {
              never.await();
              return Response.text("never");
            })) {
      Reply reply = server.get("/");
      Fixture.await(() -> server.listener.inFlight() == 1);
      server.engine.close();

      assertThatThrownBy(reply::head).isInstanceOf(IOException.class);
      assertThat(server.handler.outcome().failure()).isPresent();
    } finally {
      never.countDown();
    }
  }
}
