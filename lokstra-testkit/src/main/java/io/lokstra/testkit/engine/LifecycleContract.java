package io.lokstra.testkit.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lokstra.engine.CancelReason;
import io.lokstra.engine.HttpEngine;
import io.lokstra.engine.ListenAddress;
import io.lokstra.engine.Listener;
import io.lokstra.http.Response;
import io.lokstra.internal.memory.MemoryRequest;
import io.lokstra.testkit.engine.Fixture.Answer;
import io.lokstra.testkit.internal.Transport.Reply;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** How listeners begin and end. */
public interface LifecycleContract extends EngineUnderTest {

  /** Port 0 becomes a port that can be read. */
  @Test
  default void tellsThePortTheSystemChose() throws Exception {
    try (Fixture server = Fixture.of(this, _ -> Response.noContent())) {
      assertThat(server.listener.address())
          .isInstanceOfSatisfying(
              ListenAddress.Tcp.class,
              address -> {
                assertThat(address.host()).isEqualTo("127.0.0.1");
                assertThat(address.port()).isPositive();
              });
      assertThat(server.engine.description()).isNotBlank();
    }
  }

  /** One engine, several addresses, each with a handler of its own. */
  @Test
  default void servesSeveralListeners() throws Exception {
    try (HttpEngine engine = engine()) {
      Listener first = listen(engine, "first");
      Listener second = listen(engine, "second");

      assertThat(text(first)).isEqualTo("first");
      assertThat(text(second)).isEqualTo("second");
      first.close();
      assertThatThrownBy(() -> text(first)).isInstanceOf(IOException.class);
      assertThat(text(second)).isEqualTo("second");
    }
  }

  /** The error names what was asked for. */
  @Test
  default void failsWhenTheAddressIsInUse() throws Exception {
    try (HttpEngine engine = engine()) {
      Listener first = listen(engine, "first");

      assertThatThrownBy(() -> listen(engine, first.address(), "second"))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(first.address().toString());
      assertThat(text(first)).isEqualTo("first");
    }
  }

  /** A closed listener gives its address free. */
  @Test
  default void canListenAgainWhereAListenerWasClosed() throws Exception {
    try (HttpEngine engine = engine()) {
      Listener first = listen(engine, "first");
      ListenAddress address = first.address();
      text(first);
      first.close();
      first.close();

      Listener again = listen(engine, address, "again");
      assertThat(text(again)).isEqualTo("again");
    }
  }

  /** Two engines in one process know nothing of each other. */
  @Test
  default void isIndependentOfOtherEngines() throws Exception {
    try (HttpEngine one = engine()) {
      Listener survivor = listen(one, "one");
      try (HttpEngine other = engine()) {
        assertThat(text(listen(other, "other"))).isEqualTo("other");
      }
      assertThat(text(survivor)).isEqualTo("one");
    }
  }

  /** A closed engine is closed. */
  @Test
  default void closesItsListenersAndListensNoMore() throws Exception {
    HttpEngine engine = engine();
    Listener listener = listen(engine, "text");
    engine.close();
    engine.close();

    assertThatThrownBy(() -> text(listener)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> listen(engine, "late")).isInstanceOf(IllegalStateException.class);
  }

  /** What is in flight finishes, and says that it was the last. */
  @Test
  default void finishesWhatIsInFlightAndAcceptsNoMore() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    try (Fixture server =
        Fixture.of(
            this,
            _ -> {
              release.await();
              return Response.text("finished");
            })) {
      Reply reply = server.get("/");
      Fixture.await(() -> server.listener.inFlight() == 1);
      server.listener.stopAccepting();
      server.listener.stopAccepting();

      assertThatThrownBy(() -> server.answerOnNewConnection(MemoryRequest.of("GET", "/")))
          .isInstanceOf(IOException.class);
      release.countDown();
      assertThat(server.listener.drain(Duration.ofSeconds(10))).isEmpty();
      Answer answer = Fixture.read(reply);
      assertThat(answer.text()).isEqualTo("finished");
      if (!server.speaksHttp2()) {
        assertThat(answer.head().headers().all("connection")).containsExactly("close");
      }
      Fixture.await(() -> server.listener.inFlight() == 0);
    }
  }

  /** Nothing to wait for is no time. */
  @Test
  default void drainsAtOnceWhenNothingIsInFlight() throws Exception {
    try (Fixture server = Fixture.of(this, _ -> Response.noContent())) {
      server.answer(MemoryRequest.of("GET", "/"));
      server.handler.outcome();
      server.listener.stopAccepting();
      long start = System.nanoTime();

      assertThat(server.listener.drain(Duration.ofSeconds(30))).isEmpty();
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    }
  }

  /** A call that heeds its cancellation at the deadline is not stuck. */
  @Test
  default void cancelsAtTheDrainDeadline() throws Exception {
    CountDownLatch cancelled = new CountDownLatch(1);
    try (Fixture server =
        Fixture.of(
            this,
            _ -> {
              cancelled.await();
              return Response.text("gave up").withStatus(503);
            })) {
      Reply reply = server.get("/");
      Fixture.await(() -> server.listener.inFlight() == 1);
      Thread heeding =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  if (server.handler.cancel() == CancelReason.SHUTDOWN) {
                    cancelled.countDown();
                  }
                } catch (InterruptedException _) {
                  // The test is over.
                }
              });

      server.listener.stopAccepting();
      List<Listener.Stuck> stuck = server.listener.drain(Duration.ofMillis(200));
      assertThat(stuck).isEmpty();
      assertThat(Fixture.read(reply).text()).isEqualTo("gave up");
      heeding.join();
    }
  }

  /** A call that does not is named, and cut off. */
  @Test
  default void namesWhatIsStuck() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    try (Fixture server =
        Fixture.of(
            this,
            _ -> {
              while (never.getCount() > 0) {
                try {
                  never.await();
                } catch (InterruptedException _) {
                  // This is what stuck means.
                }
              }
              return Response.text("never");
            })) {
      Reply reply = server.get("/reports/7?token=secret");
      Fixture.await(() -> server.listener.inFlight() == 1);
      server.listener.stopAccepting();

      List<Listener.Stuck> stuck = server.listener.drain(Duration.ofMillis(100));
      assertThat(stuck)
          .singleElement()
          .satisfies(one -> {
            assertThat(one.request()).isEqualTo("GET /reports/7");
            assertThat(one.thread()).isEqualTo("GET /scripted");
            assertThat(one.running()).isPositive();
            assertThat(one.stack()).anyMatch(frame -> frame.toString().contains("await"));
          });
      assertThat(server.handler.cancel()).isEqualTo(CancelReason.SHUTDOWN);
      assertThatThrownBy(reply::head).isInstanceOf(IOException.class);
    } finally {
      never.countDown();
    }
  }

  private Listener listen(HttpEngine engine, String answer) throws IOException {
    return listen(engine, new ListenAddress.Tcp("127.0.0.1", 0), answer);
  }

  private Listener listen(HttpEngine engine, ListenAddress address, String answer)
      throws IOException {
    return Fixture.listen(
        this, engine, address, Limits.defaults(), new ScriptedHandler(_ -> Response.text(answer)));
  }

  private String text(Listener listener) throws IOException {
    return Fixture.read(Fixture.transport(this, listener).send(MemoryRequest.of("GET", "/")))
        .text();
  }
}
