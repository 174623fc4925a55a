package io.lokstra.testkit.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lokstra.engine.RouteHandle;
import io.lokstra.http.Header;
import io.lokstra.http.Response;
import io.lokstra.http.ResponseBody;
import io.lokstra.http.ResponseHeaders;
import io.lokstra.internal.memory.MemoryRequest;
import io.lokstra.testkit.engine.Fixture.Answer;
import io.lokstra.testkit.internal.Transport.Head;
import io.lokstra.testkit.internal.Transport.Reply;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** How a response reaches the client. */
public interface ResponseContract extends EngineUnderTest {

  /** What the handler says, in its order, and nothing twice. */
  @Test
  default void sendsStatusAndFieldsAsGiven() throws Exception {
    try (Fixture server =
        Fixture.of(
            this,
            _ ->
                Response.text("teapot")
                    .withStatus(418)
                    .plusHeader(Header.of("Set-Cookie", "a=1"))
                    .plusHeader(Header.of("X-Other", "b"))
                    .plusHeader(Header.of("Set-Cookie", "c=2")))) {
      Answer answer = server.answer(MemoryRequest.of("GET", "/"));

      assertThat(answer.status()).isEqualTo(418);
      assertThat(answer.head().headers().all("set-cookie")).containsExactly("a=1", "c=2");
      assertThat(answer.head().headers().all("x-other")).containsExactly("b");
      assertThat(answer.head().headers().all("content-type"))
          .containsExactly("text/plain; charset=utf-8");
      assertThat(answer.head().headers().all("content-length")).containsExactly("6");
      assertThat(answer.head().headers().all("date")).hasSize(1);
      assertThat(answer.text()).isEqualTo("teapot");
    }
  }

  /** Framing is not for handlers to get wrong. */
  @Test
  default void keepsFramingAndDateInItsOwnHands() throws Exception {
    try (Fixture server =
        Fixture.of(
            this,
            _ ->
                Response.text("text")
                    .plusHeader(Header.of("Content-Length", "99"))
                    .plusHeader(Header.of("transfer-encoding", "gzip"))
                    .plusHeader(Header.of("connection", "x-secret, close"))
                    .plusHeader(Header.of("Date", "yesterday")))) {
      Answer answer = server.answer(MemoryRequest.of("GET", "/"));

      assertThat(answer.text()).isEqualTo("text");
      assertThat(answer.head().headers().all("content-length")).containsExactly("4");
      assertThat(answer.head().headers().all("transfer-encoding")).isEmpty();
      assertThat(answer.head().headers().all("connection")).doesNotContain("x-secret, close");
      assertThat(answer.head().headers().all("date")).hasSize(1).doesNotContain("yesterday");
    }
  }

  /** RFC 9110 §8.6, §15.3.5 and §15.4.5. */
  @Test
  default void framesWhatHasNoBody() throws Exception {
    try (Fixture server =
        Fixture.of(
            this,
            exchange ->
                switch (exchange.target().path()) {
                  case "/204" -> Response.noContent();
                  case "/204-bytes" -> Response.text("never seen").withStatus(204);
                  case "/304" -> Response.of(304).withHeader("etag", "\"1\"");
                  case "/304-bytes" -> Response.text("never seen").withStatus(304);
                  default -> Response.of(200);
                })) {
      for (String target : new String[] {"/204", "/204-bytes", "/304", "/304-bytes", "/200"}) {
        Answer answer = server.answer(MemoryRequest.of("GET", target));
        assertThat(answer.status()).as(target).isEqualTo(Integer.parseInt(target.substring(1, 4)));
        assertThat(answer.body()).as(target).isEmpty();
        assertThat(answer.head().headers().contains("transfer-encoding")).as(target).isFalse();
        if (target.startsWith("/204")) {
          assertThat(answer.head().headers().contains("content-length")).as(target).isFalse();
        }
        if (target.equals("/200")) {
          assertThat(answer.head().headers().all("content-length")).containsExactly("0");
        }
        assertThat(server.handler.outcome().bodyBytes()).isZero();
      }
    }
  }

  /** The fields of GET and not a byte of its body. */
  @Test
  default void sendsNoBodyInAnswerToHead() throws Exception {
    try (Fixture server =
        Fixture.of(
            this,
            exchange ->
                switch (exchange.target().path()) {
                  case "/bytes" -> Response.text("12345");
                  case "/sized" -> Fixture.stream(7, out -> out.write(new byte[7]));
                  default -> Fixture.stream(-1, out -> out.write(new byte[7]));
                })) {
      for (String target : new String[] {"/bytes", "/sized", "/unknown"}) {
        Answer answer = server.answer(MemoryRequest.of("HEAD", target));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEmpty();
        assertThat(server.handler.outcome().bodyBytes()).isZero();
        switch (target) {
          case "/bytes" ->
              assertThat(answer.head().headers().all("content-length")).containsExactly("5");
          case "/sized" ->
              assertThat(answer.head().headers().all("content-length")).containsExactly("7");
          default -> assertThat(answer.head().headers().contains("content-length")).isFalse();
        }
      }
    }
  }

  /** Bodies in memory of any size. */
  @Test
  default void sendsBodiesOfEveryLength() throws Exception {
    try (Fixture server =
        Fixture.of(
            this,
            exchange -> Response.bytes(new byte[Integer.parseInt(exchange.target().rawQuery())]))) {
      for (int length : new int[] {0, 1, 8_191, 8_192, 65_536, 3_000_000}) {
        assertThat(server.answer(MemoryRequest.of("GET", "/?" + length)).body()).hasSize(length);
        assertThat(server.handler.outcome().bodyBytes()).isEqualTo(length);
      }
    }
  }

  /** Once is once. */
  @Test
  default void refusesASecondAnswer() throws Exception {
    AtomicReference<Throwable> second = new AtomicReference<>();
    try (Fixture server =
        Fixture.of(
            this,
            exchange -> {
              exchange.respond(Response.text("first"));
              assertThatThrownBy(() -> exchange.respond(Response.text("second")))
                  .satisfies(second::set);
              throw new IllegalStateException("the script is over; a third answer follows");
            })) {
      assertThat(server.answer(MemoryRequest.of("GET", "/")).text()).isEqualTo("first");
      server.handler.outcome();
      assertThat(second.get()).isInstanceOf(IllegalStateException.class);
      assertThat(server.answer(MemoryRequest.of("GET", "/")).text()).isEqualTo("first");
    }
  }

  /** The contract says a call never throws; an engine outlives one that does. */
  @Test
  default void survivesACallThatThrows() throws Exception {
    try (Fixture server =
        Fixture.of(
            this,
            exchange -> {
              if (exchange.target().path().equals("/bug")) {
                throw new StackOverflowError("a bug in the framework");
              }
              return Response.text("fine");
            })) {
      Reply reply = server.get("/bug");
      try {
        assertThat(reply.head().status()).isEqualTo(500);
      } catch (java.io.IOException _) {
        // Closing the connection without an answer is as good.
      }
      assertThat(server.handler.outcome().failure()).isPresent();
      assertThat(server.answer(MemoryRequest.of("GET", "/")).text()).isEqualTo("fine");
    }
  }

  /** A route that computes long says so. */
  @Test
  default void runsRoutesThatAskForItOffTheLoop() throws Exception {
    ScriptedHandler handler =
        new ScriptedHandler(
            new RouteHandle("GET /scripted", true),
            _ -> Response.text(Thread.currentThread().getName()));
    try (Fixture server = Fixture.of(this, Limits.defaults(), handler)) {
      for (int i = 0; i < 50; i++) {
        assertThat(server.answer(MemoryRequest.of("GET", "/")).text()).isEqualTo("GET /scripted");
      }
    }
  }

  /** RFC 9110 §7.8; HTTP/2 knows it no more and asks for HTTP/1.1 (RFC 9113 §8.6). */
  @Test
  default void handsTheConnectionOverAfter101() throws Exception {
    try (Fixture server =
        Fixture.of(
            this,
            _ ->
                Response.of(
                    101,
                    ResponseHeaders.empty(),
                    new ResponseBody.Upgrade(
                        "echo",
                        connection -> {
                          InputStream in = connection.input();
                          OutputStream out = connection.output();
                          byte[] line = in.readNBytes(5);
                          while (line.length == 5 && line[0] != 'q') {
                            out.write(line);
                            out.flush();
                            line = in.readNBytes(5);
                          }
                        })))) {
      if (server.speaksHttp2()) {
        assertThatThrownBy(server.get("/")::head).hasMessageContaining("error code 13");
        return;
      }
      Reply reply =
          server.send(
              MemoryRequest.of("GET", "/")
                  .header("connection", "upgrade")
                  .header("upgrade", "echo"));

      Head head = reply.head();
      assertThat(head.status()).isEqualTo(101);
      assertThat(head.headers().all("upgrade")).containsExactly("echo");
      OutputStream out = reply.duplex().output();
      for (String word : new String[] {"hello", "world"}) {
        out.write(word.getBytes(UTF_8));
        out.flush();
        assertThat(reply.duplex().input().readNBytes(5)).asString(UTF_8).isEqualTo(word);
      }
      out.write("quit!".getBytes(UTF_8));
      out.flush();
      assertThat(reply.duplex().input().read()).isEqualTo(-1);
      assertThat(server.handler.outcome().status()).isEqualTo(101);
      reply.close();
    }
  }
}
