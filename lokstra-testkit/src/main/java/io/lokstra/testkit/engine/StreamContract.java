package io.lokstra.testkit.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lokstra.engine.Outcome;
import io.lokstra.internal.memory.MemoryRequest;
import io.lokstra.testkit.engine.Fixture.Answer;
import io.lokstra.testkit.internal.Transport.Head;
import io.lokstra.testkit.internal.Transport.Reply;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** How a response that is written piece by piece reaches the client. */
public interface StreamContract extends EngineUnderTest {

  /** Known length and unknown, small writes and large ones. */
  @Test
  default void sendsStreamsWhole() throws Exception {
    byte[] content = new byte[500_000];
    new Random(2).nextBytes(content);
    try (Fixture server =
        Fixture.of(
            this,
            exchange -> {
              int length = exchange.target().path().equals("/sized") ? content.length : -1;
              return Fixture.stream(
                  length,
                  out -> {
                    out.write(content[0]);
                    for (int at = 1; at < content.length; at += 7_001) {
                      out.write(content, at, Math.min(7_001, content.length - at));
                    }
                  });
            })) {
      for (String target : new String[] {"/sized", "/chunked"}) {
        Answer answer = server.answer(MemoryRequest.of("GET", target));
        boolean sized = target.equals("/sized");
        assertThat(Arrays.equals(answer.body(), content)).as(target).isTrue();
        assertThat(answer.head().headers().contains("content-length")).isEqualTo(sized);
        assertThat(answer.head().headers().contains("transfer-encoding"))
            .isEqualTo(!sized && !server.speaksHttp2());
        Outcome outcome = server.handler.outcome();
        assertThat(outcome.bodyBytes()).isEqualTo(content.length);
        assertThat(outcome.failure()).isEmpty();
      }
    }
  }

  /** A stream of nothing is a body of nothing. */
  @Test
  default void sendsEmptyStreams() throws Exception {
    try (Fixture server =
        Fixture.of(
            this,
            exchange -> Fixture.stream(exchange.target().path().equals("/0") ? 0 : -1, _ -> {}))) {
      assertThat(server.answer(MemoryRequest.of("GET", "/0")).body()).isEmpty();
      assertThat(server.answer(MemoryRequest.of("GET", "/unknown")).body()).isEmpty();
    }
  }

  /** Flushed is sent. */
  @Test
  default void sendsWhatIsFlushedWhileTheWriterGoesOn() throws Exception {
    CountDownLatch seen = new CountDownLatch(1);
    try (Fixture server =
        Fixture.of(
            this,
            _ ->
                Fixture.stream(
                    -1,
                    out -> {
                      out.write("first".getBytes(UTF_8));
                      out.flush();
                      awaitQuietly(seen);
                      out.write("second".getBytes(UTF_8));
                    }))) {
      Reply reply = server.get("/");
      InputStream body = reply.head().body();

      assertThat(body.readNBytes(5)).asString(UTF_8).isEqualTo("first");
      seen.countDown();
      assertThat(body.readAllBytes()).asString(UTF_8).isEqualTo("second");
      reply.close();
    }
  }

  /** In the thread of the request, so that its context and its transaction still hold. */
  @Test
  default void writesStreamsInTheThreadOfTheCall() throws Exception {
    AtomicReference<Thread> call = new AtomicReference<>();
    AtomicReference<Thread> writer = new AtomicReference<>();
    try (Fixture server =
        Fixture.of(
            this,
            _ -> {
              call.set(Thread.currentThread());
              return Fixture.stream(
                  -1,
                  out -> {
                    writer.set(Thread.currentThread());
                    out.write(1);
                  });
            })) {
      server.answer(MemoryRequest.of("GET", "/"));
      assertThat(writer.get()).isSameAs(call.get());
    }
  }

  /** A client that does not read costs no memory. */
  @Test
  default void makesTheWriterWaitForTheClient() throws Exception {
    long total = 64L * 1024 * 1024;
    AtomicLong written = new AtomicLong();
    try (Fixture server =
        Fixture.of(
            this,
            _ ->
                Fixture.stream(
                    total,
                    out -> {
                      byte[] block = new byte[64 * 1024];
                      while (written.get() < total) {
                        out.write(block);
                        written.addAndGet(block.length);
                      }
                    }))) {
      Reply reply = server.get("/");
      InputStream body = reply.head().body();
      // Until it stands still.
      Fixture.await(() -> written.get() > 0);
      long before;
      do {
        before = written.get();
        Thread.sleep(500);
      } while (before < written.get());
      assertThat(written.get()).as("written to a client that reads nothing").isLessThan(total / 2);

      long read = 0;
      byte[] buffer = new byte[256 * 1024];
      for (int count = body.read(buffer); count >= 0; count = body.read(buffer)) {
        read += count;
      }
      assertThat(read).isEqualTo(total);
      assertThat(server.handler.outcome().bodyBytes()).isEqualTo(total);
      reply.close();
    }
  }

  /** No client takes a part for the whole. */
  @Test
  default void cutsTheConnectionWhenAStreamFailsAfterTheHead() throws Exception {
    try (Fixture server =
        Fixture.of(
            this,
            exchange ->
                switch (exchange.target().path()) {
                  case "/fails" ->
                      Fixture.stream(
                          -1,
                          out -> {
                            out.write("part".getBytes(UTF_8));
                            out.flush();
                            throw new IOException("the source is gone");
                          });
                  case "/bug" ->
                      Fixture.stream(
                          -1,
                          out -> {
                            out.write("part".getBytes(UTF_8));
                            out.flush();
                            throw new IllegalStateException("a bug in the writer");
                          });
                  case "/short" -> Fixture.stream(10, out -> out.write(new byte[9]));
                  case "/long" -> Fixture.stream(10, out -> out.write(new byte[11]));
                  default -> Fixture.stream(2, out -> out.write(new byte[2]));
                })) {
      for (String target : new String[] {"/fails", "/bug", "/short", "/long"}) {
        Reply reply = server.get(target);
        assertThatThrownBy(() -> readWhole(reply)).as(target).isInstanceOf(IOException.class);
        assertThat(server.handler.outcome().failure()).as(target).isPresent();
        reply.close();
        assertThat(server.answer(MemoryRequest.of("GET", "/")).body()).hasSize(2);
        server.handler.outcome();
      }
    }
  }

  /** Fails when the answer is a part of one; a failure before the head may also be a clean 500. */
  private static void readWhole(Reply reply) throws IOException {
    Head head = reply.head();
    head.body().readAllBytes();
    if (head.status() == 500) {
      throw new IOException("answered 500");
    }
  }

  /** Both directions at one time. */
  @Test
  default void streamsBothWaysAtOnce() throws Exception {
    byte[] content = new byte[2_000_000];
    new Random(3).nextBytes(content);
    try (Fixture server =
        Fixture.of(
            this,
            exchange -> Fixture.stream(-1, out -> exchange.body().stream().transferTo(out)))) {
      Answer answer = server.answer(MemoryRequest.of("POST", "/").body(content));

      assertThat(Arrays.equals(answer.body(), content)).isTrue();
    }
  }

  private static void awaitQuietly(CountDownLatch latch) throws IOException {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }
}
