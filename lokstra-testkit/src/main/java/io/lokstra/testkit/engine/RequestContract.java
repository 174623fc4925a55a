package io.lokstra.testkit.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lokstra.engine.Outcome;
import io.lokstra.engine.Refusal;
import io.lokstra.engine.RequestBody;
import io.lokstra.http.Response;
import io.lokstra.internal.memory.MemoryRequest;
import io.lokstra.testkit.engine.Fixture.Answer;
import io.lokstra.testkit.internal.Transport;
import io.lokstra.testkit.internal.Transport.Reply;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** How a request reaches its call. */
public interface RequestContract extends EngineUnderTest {

  /** Each step once, and in order. */
  @Test
  default void preparesRunsAndEndsEachCallOnceAndInThatOrder() throws Exception {
    try (Fixture server = Fixture.of(this, _ -> Response.text("hello"))) {
      Answer answer = server.answer(MemoryRequest.of("GET", "/"));

      Outcome outcome = server.handler.outcome();
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.text()).isEqualTo("hello");
      Fixture.await(() -> server.handler.events.size() >= 4);
      assertThat(server.handler.events)
          .containsExactlyInAnyOrder("prepare", "run", "responded", "ended");
      assertThat(server.handler.events.subList(0, 2)).containsExactly("prepare", "run");
      assertThat(server.handler.cancels).isEmpty();
      assertThat(outcome.status()).isEqualTo(200);
      assertThat(outcome.bodyBytes()).isEqualTo(5);
      assertThat(outcome.nanos()).isPositive();
      assertThat(outcome.failure()).isEmpty();
    }
  }

  /** The head is whole when the call is prepared. */
  @Test
  default void givesTheHeadAsItWasSent() throws Exception {
    AtomicReference<String> seen = new AtomicReference<>("");
    try (Fixture server =
        Fixture.of(
            this,
            exchange -> {
              StringBuilder head = new StringBuilder();
              head.append(exchange.method()).append(' ').append(exchange.target().raw());
              head.append(" 1.").append(exchange.version()).append(' ').append(exchange.secure());
              exchange
                  .headers()
                  .forEach(
                      (name, value) -> head.append('|').append(name).append('=').append(value));
              head.append("|remote=").append(exchange.remoteAddress());
              head.append("|local=").append(exchange.localAddress());
              head.append("|past=").append(System.nanoTime() - exchange.startedAt() > 0);
              seen.set(head.toString());
              return Response.noContent();
            })) {
      server.answer(
          MemoryRequest.of("PATCH", "/caf%C3%A9/menu?q=%26a&b")
              .header("X-Twice", "one")
              .header("accept", "*/*")
              .header("x-twice", "two"));

      String head = seen.get();
      assertThat(head)
          .startsWith(
              "PATCH /caf%C3%A9/menu?q=%26a&b 1."
                  + (server.speaksHttp2() ? 2 : 1)
                  + (tls().isPresent() ? " true" : " false")
                  + "|host=localhost");
      assertThat(head.toLowerCase(java.util.Locale.ROOT))
          .contains("|x-twice=one|accept=*/*|x-twice=two|remote=")
          .contains("127.0.0.1:")
          .endsWith("|past=true");
    }
  }

  /** Where the handler looks for a thread to block. */
  @Test
  default void runsCallsOnThreadsThatMayBlockAndAreNamedByTheRoute() throws Exception {
    try (Fixture server =
        Fixture.of(
            this,
            _ -> {
              Thread.sleep(20);
              Thread thread = Thread.currentThread();
              return Response.text(thread.isVirtual() + " " + thread.getName());
            })) {
      assertThat(server.answer(MemoryRequest.of("GET", "/")).text())
          .isEqualTo("true GET /scripted");
    }
  }

  /** Nothing of the request in hand is needed to prepare. */
  @Test
  default void preparesBeforeTheBodyAndRunsAfterIt() throws Exception {
    PipedOutputStream client = new PipedOutputStream();
    try (Fixture server = Fixture.of(this, exchange -> Response.bytes(exchange.body().bytes()));
        PipedInputStream body = new PipedInputStream(client)) {
      Reply reply = server.send(MemoryRequest.of("POST", "/").body(body, 6));
      Fixture.await(() -> server.handler.events.contains("prepare"));
      client.write("abc".getBytes(UTF_8));
      client.flush();
      Thread.sleep(100);
      assertThat(server.handler.events).doesNotContain("run");

      client.write("def".getBytes(UTF_8));
      client.close();
      assertThat(Fixture.read(reply).text()).isEqualTo("abcdef");
    }
  }

  /** A handler of a large body need not wait for its end. */
  @Test
  default void runsOnceTheFirstPartOfALargeBodyIsThere() throws Exception {
    for (int length : new int[] {30_000, -1}) {
      PipedOutputStream client = new PipedOutputStream();
      try (Fixture server =
              Fixture.of(
                  this,
                  Limits.defaults().bufferedBody(10_000),
                  new ScriptedHandler(exchange -> {
                    try (InputStream body = exchange.body().stream()) {
                      return Response.text(
                          exchange.body().length() + ":" + body.readAllBytes().length);
                    }
                  }));
          PipedInputStream body = new PipedInputStream(client, 65_536)) {
        Reply reply = server.send(MemoryRequest.of("POST", "/").body(body, length));
        client.write(new byte[20_000]);
        client.flush();
        Fixture.await(() -> server.handler.events.contains("run"));

        client.write(new byte[10_000]);
        client.close();
        assertThat(Fixture.read(reply).text()).isEqualTo(length + ":30000");
      }
    }
  }

  /** Every byte, in order, in one piece or as a stream. */
  @Test
  default void givesBodiesOfEveryLength() throws Exception {
    try (Fixture server =
        Fixture.of(
            this,
            exchange -> {
              long length = exchange.body().length();
              byte[] body =
                  exchange.target().path().equals("/stream")
                      ? exchange.body().stream().readAllBytes()
                      : exchange.body().bytes();
              return Response.text(length + ":" + body.length + ":" + Arrays.hashCode(body));
            })) {
      Random random = new Random(1);
      for (int length : new int[] {0, 1, 1_000, 65_535, 65_536, 65_537, 1_000_000}) {
        byte[] content = new byte[length];
        random.nextBytes(content);
        String expected = ":" + length + ":" + Arrays.hashCode(content);
        for (String target : new String[] {"/bytes", "/stream"}) {
          MemoryRequest request = MemoryRequest.of("POST", target);
          assertThat(server.answer(request.body(content)).text()).isEqualTo(length + expected);
          assertThat(server.answer(request.body(new ByteArrayInputStream(content), -1)).text())
              .isEqualTo(-1 + expected);
        }
      }
    }
  }

  /** Too large is known before a byte is read, and for the call to answer. */
  @Test
  default void letsTheCallAnswerForABodyThatIsAnnouncedTooLarge() throws Exception {
    AtomicReference<String> seen = new AtomicReference<>("");
    ScriptedHandler handler =
        new ScriptedHandler(
                exchange -> {
                  RequestBody body = exchange.body();
                  seen.set(body.length() + " " + body.refusal().map(Refusal::code).orElse("given"));
                  return exchange.target().path().equals("/stream")
                      ? Response.bytes(body.stream().readAllBytes())
                      : Response.bytes(body.bytes());
                })
            .maxBodySize(1_000);
    try (Fixture server = Fixture.of(this, Limits.defaults(), handler)) {
      for (String target : new String[] {"/bytes", "/stream"}) {
        try (PipedOutputStream client = new PipedOutputStream();
            PipedInputStream silent = new PipedInputStream(client)) {
          Reply reply = server.send(MemoryRequest.of("POST", target).body(silent, 1_001));
          Transport.Head head = reply.head();

          assertThat(head.status()).isEqualTo(413);
          if (!server.speaksHttp2()) {
            assertThat(head.headers().all("connection")).containsExactly("close");
          }
          assertThat(seen.get()).isEqualTo("1001 content_too_large");
          reply.close();
        }
        assertThat(handler.outcome().status()).isEqualTo(413);
      }
      assertThat(handler.refusals).isEmpty();
      assertThat(server.answer(MemoryRequest.of("POST", "/").body(new byte[1_000])).status())
          .isEqualTo(200);
      assertThat(seen.get()).isEqualTo("1000 given");
    }
  }

  /** Too large becomes known while it is read: before the call runs, or in its hands. */
  @Test
  default void refusesABodyThatGrowsTooLarge() throws Exception {
    for (int buffered : new int[] {64, 64 * 1024}) {
      ScriptedHandler handler =
          new ScriptedHandler(exchange -> Response.bytes(exchange.body().bytes()))
              .maxBodySize(1_000);
      try (Fixture server = Fixture.of(this, Limits.defaults().bufferedBody(buffered), handler)) {
        Answer answer =
            server.answer(
                MemoryRequest.of("POST", "/").body(new ByteArrayInputStream(new byte[50_000]), -1));

        assertThat(answer.status()).isEqualTo(413);
        assertThat(handler.outcome().status()).isEqualTo(413);
        assertThat(handler.refusals).isEmpty();
        assertThat(server.answer(MemoryRequest.of("GET", "/")).status()).isEqualTo(200);
      }
    }
  }

  /** Limits of the head. */
  @Test
  default void refusesHeadsBeyondTheLimits() throws Exception {
    try (Fixture server = Fixture.of(this, _ -> Response.text("never"))) {
      MemoryRequest many = MemoryRequest.of("GET", "/");
      for (int i = 0; i < 100; i++) {
        many = many.header("x-" + i, "v");
      }

      assertThat(server.answer(MemoryRequest.of("GET", "/" + "a".repeat(9_000))).status())
          .isEqualTo(414);
      assertThat(
              server.answer(MemoryRequest.of("GET", "/").header("x", "v".repeat(17_000))).status())
          .isEqualTo(431);
      assertThat(server.answer(many).status()).isEqualTo(431);
      assertThat(server.handler.events).isEmpty();
      assertThat(server.handler.refusals)
          .extracting(refusal -> refusal.status())
          .containsExactly(414, 431, 431);
    }
  }

  /** As RFC 9112 §3 asks. */
  @Test
  default void takesARequestLineOf8000Bytes() throws Exception {
    try (Fixture server =
        Fixture.of(this, exchange -> Response.text("" + exchange.target().raw().length()))) {
      String target = "/" + "a".repeat(7_999 - "GET  HTTP/1.1".length());

      assertThat(server.answer(MemoryRequest.of("GET", target)).text())
          .isEqualTo("" + target.length());
    }
  }

  /** A handler that does not care for the body. */
  @Test
  default void answersWithoutReadingTheBody() throws Exception {
    try (Fixture server = Fixture.of(this, _ -> Response.text("seen"))) {
      for (int length : new int[] {10, 1_000_000}) {
        assertThat(server.answer(MemoryRequest.of("POST", "/").body(new byte[length])).text())
            .isEqualTo("seen");
      }
    }
  }
}
