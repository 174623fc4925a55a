package io.lokstra.netty;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.lokstra.http.App;
import io.lokstra.http.Middleware;
import io.lokstra.http.RouteOption;
import io.lokstra.http.Router;
import io.lokstra.http.RunningServer;
import io.lokstra.http.Server;
import io.lokstra.middleware.BasicAuth;
import io.lokstra.middleware.RequestId;
import io.lokstra.middleware.RequestLogger;
import io.lokstra.middleware.SecureHeaders;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** A body that is not taken is answered inside of the middleware, like everything else. */
class RefusedBodyTest {
  private static final String POST = "POST /upload HTTP/1.1\r\nHost: localhost\r\n";

  private final ListAppender<ILoggingEvent> events = new ListAppender<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger("io.lokstra.test.refused");
  private final AtomicInteger handled = new AtomicInteger();

  @BeforeEach
  void listenToTheLog() {
    events.start();
    logger.addAppender(events);
  }

  @AfterEach
  void stopListening() {
    logger.detachAppender(events);
  }

  @Test
  void givesA413TheRequestIdTheSecureHeadersAndTheLineInTheLog() throws Exception {
    String tooLarge = "Content-Length: 1001\r\n\r\n";
    for (String head : List.of(tooLarge, "Expect: 100-continue\r\n" + tooLarge)) {
      events.list.clear();
      try (RunningServer server = start();
          Wire wire = new Wire(server.port("test"))) {
        Wire.Answer answer = wire.send(POST + head).answer(); // and not a byte of the body

        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.body())
            .contains("\"code\":\"content_too_large\"", "at most 1000 bytes are taken here");
        assertThat(answer.header("x-request-id")).isNotEmpty();
        assertThat(answer.body()).contains(answer.header("x-request-id"));
        assertThat(answer.header("x-content-type-options")).isEqualTo("nosniff");
        assertThat(answer.header("connection")).isEqualTo("close");
        assertThat(wire.isClosed()).isTrue();
        assertThat(logged())
            .contains("status=413", "path=/upload", "request_id=" + answer.header("x-request-id"));
      }
    }
    assertThat(handled).hasValue(0);
  }

  @Test
  void doesTheSameForABodyThatGrowsTooLargeAndForOneThatIsMalformed() throws Exception {
    String chunked = "Transfer-Encoding: chunked\r\n\r\n";
    Map<String, Integer> bodies =
        Map.of("3e9\r\n", 413, "1\r\nx\r\nffffff\r\n", 413, "nonsense\r\n", 400);
    for (Map.Entry<String, Integer> body : bodies.entrySet()) {
      events.list.clear();
      try (RunningServer server = start();
          Wire wire = new Wire(server.port("test"))) {
        Wire.Answer answer = wire.send(POST + chunked + body.getKey()).answer();

        assertThat(answer.status()).isEqualTo(body.getValue());
        assertThat(answer.header("x-request-id")).isNotEmpty();
        assertThat(answer.header("connection")).isEqualTo("close");
        assertThat(wire.isClosed()).isTrue();
        assertThat(logged()).contains("status=" + body.getValue());
      }
    }
    assertThat(handled).hasValue(0);
  }

  @Test
  void letsMiddlewareAnswerFirst() throws Exception {
    try (RunningServer server = start();
        Wire wire = new Wire(server.port("test"))) {
      wire.send("POST /admin HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1001\r\n\r\n");

      assertThat(wire.answer().status()).isEqualTo(401);
      assertThat(wire.isClosed()).isTrue();
    }
  }

  @Test
  void takesNothingOfTheBodyInWhileTheAnswerIsMade() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    Middleware blocking =
        Middleware.named(
            "blocking",
            (ctx, next) -> {
              asked.countDown();
              release.await();
              return next.handle(ctx);
            });
    AtomicLong sent = new AtomicLong();
    long announced = 512L << 20;
    try (RunningServer server = start(blocking);
        Wire wire = new Wire(server.port("test"))) {
      wire.send(POST + "Content-Length: " + announced + "\r\n\r\n");
      assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
      Thread sender = Thread.ofVirtual().start(() -> sendAll(wire, announced, sent));
      long before = -1;
      while (before != sent.get()) { // until the buffers of both kernels are full
        before = sent.get();
        Thread.sleep(300);
      }
      assertThat(sent).hasValueLessThan(announced / 2);

      release.countDown();
      assertThat(wire.answer().status()).isEqualTo(413);
      sender.join();
    }
    assertThat(handled).hasValue(0);
  }

  private static void sendAll(Wire wire, long announced, AtomicLong sent) {
    byte[] piece = new byte[64 << 10];
    try {
      while (sent.get() < announced) {
        wire.send(piece);
        sent.addAndGet(piece.length);
      }
    } catch (IOException closed) {
      // as it should be
    }
  }

  private RunningServer start(Middleware... outermost) {
    Router api =
        Router.named("api")
            .post(
                "/upload",
                ctx -> {
                  handled.incrementAndGet();
                  return ctx.text("taken");
                })
            .group(
                "/admin",
                admin ->
                    admin
                        .use(BasicAuth.create("admin", Map.of("ada", "secret")))
                        .post("", ctx -> ctx.text("done"), RouteOption.name("admin")));
    return Server.named("test")
        .set("server.http.max-body-size", "1000B")
        .use(outermost)
        .use(
            RequestId.create(),
            SecureHeaders.create(),
            RequestLogger.create(log -> log.logger("io.lokstra.test.refused")))
        .app(App.named("test", "127.0.0.1:0").mount(api))
        .engine(new NettyProvider())
        .start();
  }

  /** The first line of the log, once it is there. */
  private String logged() throws InterruptedException {
    for (int i = 0; i < 500 && events.list.isEmpty(); i++) {
      Thread.sleep(10);
    }
    StringBuilder line = new StringBuilder();
    events.list.getFirst().getKeyValuePairs().forEach(pair -> line.append(pair).append(' '));
    return line.toString().replace("\"", "");
  }
}
