package io.lokstra.netty;

import static io.lokstra.netty.QuicWire.bytes;
import static io.lokstra.netty.QuicWire.data;
import static io.lokstra.netty.QuicWire.frame;
import static io.lokstra.netty.QuicWire.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lokstra.engine.CancelReason;
import io.lokstra.engine.Http3Options;
import io.lokstra.engine.TlsOptions;
import io.lokstra.http.Response;
import io.lokstra.http.ResponseBody;
import io.lokstra.http.ResponseHeaders;
import io.lokstra.netty.http3.ErrorCode;
import io.lokstra.netty.tls.TestCertificates;
import io.netty.channel.ChannelFuture;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a client of HTTP/3 cannot do. */
class Http3LimitsTest {
  @TempDir static Path folder;

  private static TlsOptions tls;

  private final Answers answers = new Answers();
  private final Running.Limits limits = new Running.Limits();

  @BeforeAll
  static void makeCertificate() throws Exception {
    TestCertificates made = new TestCertificates(folder).pair("h3", "EC", "dns:localhost");
    tls = TlsOptions.pem(made.certificatePem("h3"), made.keyPem("h3"));
  }

  private Running serve() throws Exception {
    return serve(Http3Options.on());
  }

  private Running serve(Http3Options http3) throws Exception {
    return new Running(tls.http3(http3), limits.options(), answers);
  }

  private static Http3Options http3(int streams, int resets, int control, int unverified) {
    return new Http3Options(
        true, Duration.ofHours(1), streams, resets, Duration.ofMinutes(5), control, unverified);
  }

  @Test
  void refusesHeadsThatAreTooLarge() throws Exception {
    String[] many = new String[202];
    for (int i = 0; i < many.length; i += 2) {
      many[i] = "x" + i;
      many[i + 1] = "1";
    }
    try (Running server = serve();
        QuicWire wire = QuicWire.http3(server.port())) {
      assertThat(wire.request().sendLast(get("GET", "/", many)).answer().status()).isEqualTo(431);
      String large = "a".repeat(17_000);
      assertThat(wire.request().sendLast(get("GET", "/", "x", large)).answer().status())
          .isEqualTo(431);
      String huge = "a".repeat(60_000);
      assertThat(wire.request().sendLast(get("GET", "/", "x", huge)).answer().status())
          .isEqualTo(431);
      String target = "/" + "a".repeat(9_000);
      assertThat(wire.request().sendLast(get("GET", target)).answer().status()).isEqualTo(414);
      // An entry of the static table takes an octet, and many times that as a field.
      byte[] packed = new byte[9_000];
      for (int i = 2; i < packed.length; i++) {
        packed[i] = (byte) 0xfa;
      }
      assertThat(wire.request().sendLast(frame(1, packed)).answer().status()).isEqualTo(431);
      assertThat(wire.isAlive()).isTrue();
    }
  }

  @Test
  void refusesTrailersThatAreTooLarge() throws Exception {
    try (Running server = serve();
        QuicWire wire = QuicWire.http3(server.port())) {
      QuicWire.Stream stream =
          wire.request()
              .send(get("POST", "/echo"), data("a"))
              .sendLast(QuicWire.headers("x", "a".repeat(60_000)));
      assertThat(stream.resetCode()).isEqualTo(ErrorCode.MESSAGE_ERROR.number());
    }
  }

  @Test
  void refusesContentThatIsTooLarge() throws Exception {
    answers.maxBodySize = 1_000;
    answers.on(
        "/read", exchange -> Response.text(exchange.body().stream().readAllBytes().length + ""));
    try (Running server = serve();
        QuicWire wire = QuicWire.http3(server.port())) {
      byte[] much = new byte[2_000];
      byte[] announced = get("POST", "/echo", "content-length", "2000");
      assertThat(wire.request().sendLast(announced, frame(0, much)).answer().status())
          .isEqualTo(413);
      assertThat(wire.request().sendLast(get("POST", "/echo"), frame(0, much)).answer().status())
          .isEqualTo(413);
      QuicWire.Stream endless =
          wire.request()
              .send(get("POST", "/echo", "content-length", "2000000", "expect", "100-continue"));
      QuicWire.Answer refused = endless.answer();
      assertThat(refused.status()).isEqualTo(413);
      assertThat(refused.interim()).isEmpty();
      assertThat(wire.isAlive()).isTrue();
    }
  }

  @Test
  void asksForContentThatIsHeldBack() throws Exception {
    try (Running server = serve();
        QuicWire wire = QuicWire.http3(server.port())) {
      QuicWire.Stream stream =
          wire.request()
              .send(get("POST", "/echo", "content-length", "3", "expect", "100-continue"));
      Running.await(() -> stream.incoming().received().length > 0);
      QuicWire.Answer answer = stream.sendLast(data("abc")).answer();
      assertThat(answer.interim()).containsExactly(100);
      assertThat(answer.text()).isEqualTo("abc");
    }
  }

  @Test
  void holdsTheWriterOfAResponseBackThatIsNotRead() throws Exception {
    limits.writeTimeout = Duration.ofSeconds(1);
    AtomicLong written = new AtomicLong();
    AtomicBoolean failed = new AtomicBoolean();
    answers.on(
        "/endless",
        exchange ->
            Response.of(
                200,
                ResponseHeaders.empty(),
                new ResponseBody.Stream(
                    -1,
                    out -> {
                      try {
                        byte[] piece = new byte[8_192];
                        while (written.get() < 50_000_000) {
                          out.write(piece);
                          written.addAndGet(piece.length);
                        }
                      } catch (java.io.IOException e) {
                        failed.set(true);
                        throw e;
                      }
                    })));
    try (Running server = serve();
        QuicWire wire = new QuicWire(server.port(), "", 64 * 1024, builder -> builder)) {
      wire.settings();
      QuicWire.Stream stream = wire.request();
      stream.pause();
      stream.sendLast(get("GET", "/endless"));
      Running.await(failed::get);
      // The client's window, what waits for it, and what one turn lets go.
      assertThat(written.get()).isLessThan(1_000_000);
      stream.resume();
      assertThat(stream.resetCode()).isEqualTo(ErrorCode.EXCESSIVE_LOAD.number());
      assertThat(wire.isAlive()).isTrue();
    }
  }

  @Test
  void holdsAClientBackWhoseContentIsNotRead() throws Exception {
    CountDownLatch read = new CountDownLatch(1);
    answers.maxBodySize = 100_000_000;
    answers.on(
        "/late",
        true,
        exchange -> {
          assertThat(read.await(60, TimeUnit.SECONDS)).isTrue();
          return Response.text(exchange.body().stream().readAllBytes().length + "");
        });
    try (Running server = serve();
        QuicWire wire = QuicWire.http3(server.port())) {
      QuicWire.Stream stream = wire.request().send(get("POST", "/late"));
      List<ChannelFuture> writes = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        writes.add(stream.write(frame(0, new byte[50_000])));
      }
      Running.await(() -> !stream.channel.isWritable());
      // Another stream is not held back by it.
      assertThat(wire.request().sendLast(get("POST", "/echo"), data("abc")).answer().text())
          .isEqualTo("abc");
      assertThat(writes.getLast().isDone()).isFalse();
      read.countDown();
      stream.sendLast();
      assertThat(stream.answer().text()).isEqualTo("5000000");
    }
  }

  @Test
  void spendsABudgetOfResets() throws Exception {
    answers.on(
        "/wait",
        true,
        exchange -> {
          TimeUnit.MILLISECONDS.sleep(50);
          return Response.text("");
        });
    try (Running server = serve(http3(100, 5, 1_000, 64));
        QuicWire wire = QuicWire.http3(server.port())) {
      try {
        for (int i = 0; i < 8; i++) {
          wire.request().send(get("POST", "/wait"), data("a")).cancel();
        }
      } catch (ExecutionException alreadyClosed) {
        // The server needs no eight to say enough.
      }
      assertThat(wire.closeCode()).isEqualTo(ErrorCode.EXCESSIVE_LOAD.number());
      assertThat(server.connects()).isTrue();
    }
  }

  @Test
  void tellsTheCallOfAClientThatCancels() throws Exception {
    limits.bufferedBody = 0;
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    answers.on(
        "/wait",
        true,
        exchange -> {
          begun.countDown();
          end.await(60, TimeUnit.SECONDS);
          return Response.text("");
        });
    try (Running server = serve();
        QuicWire wire = QuicWire.http3(server.port())) {
      QuicWire.Stream stream = wire.request().send(get("POST", "/wait"), data("abc"));
      assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();
      stream.cancel();
      Running.await(() -> answers.cancels.contains(CancelReason.CLIENT_GONE));
      end.countDown();
      Running.await(() -> answers.outcomes.size() == 1);
      assertThat(answers.outcomes.getFirst().failure()).isPresent();
      assertThat(wire.isAlive()).isTrue();
    }
  }

  @Test
  void tellsTheCallOfAClientThatWantsNoResponseToAWholeRequest() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    answers.on(
        "/wait",
        true,
        exchange -> {
          begun.countDown();
          end.await(60, TimeUnit.SECONDS);
          return Response.text("");
        });
    try (Running server = serve();
        QuicWire wire = QuicWire.http3(server.port())) {
      QuicWire.Stream stream = wire.request().sendLast(get("GET", "/wait"));
      assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();
      Running.await(() -> stream.incoming().received().length > 0);
      stream.stopReading();
      Running.await(() -> answers.cancels.contains(CancelReason.CLIENT_GONE));
      end.countDown();
      Running.await(() -> answers.outcomes.size() == 1);
      assertThat(answers.outcomes.getFirst().failure()).isPresent();
      assertThat(wire.isAlive()).isTrue();
    }
  }

  @Test
  void answersACallThatTookLong() throws Exception {
    answers.on(
        "/wait",
        true,
        exchange -> {
          TimeUnit.SECONDS.sleep(4);
          return Response.text("at last");
        });
    try (Running server = serve();
        QuicWire wire = QuicWire.http3(server.port())) {
      QuicWire.Answer answer = wire.get("/wait");
      assertThat(answer.text()).isEqualTo("at last");
      assertThat(answer.interim()).isEmpty();
    }
  }

  @Test
  void spendsABudgetOfFramesThatCarryNothing() throws Exception {
    byte[] unknown = new byte[2 * 3_000];
    for (int i = 0; i < unknown.length; i += 2) {
      unknown[i] = 0x21;
    }
    byte[] empty = new byte[2 * 3_000];
    try (Running server = serve(http3(100, 200, 100, 64))) {
      for (byte[] many : List.of(unknown, empty)) {
        try (QuicWire wire = QuicWire.http3(server.port())) {
          wire.request().send(get("POST", "/echo"), many);
          assertThat(wire.closeCode()).isEqualTo(ErrorCode.EXCESSIVE_LOAD.number());
        }
      }
      try (QuicWire wire = new QuicWire(server.port())) {
        wire.settings().send(unknown);
        assertThat(wire.closeCode()).isEqualTo(ErrorCode.EXCESSIVE_LOAD.number());
      }
    }
  }

  @Test
  void stopsAStreamOfAnUnknownKindThatDoesNotEnd() throws Exception {
    try (Running server = serve();
        QuicWire wire = QuicWire.http3(server.port())) {
      QuicWire.Stream stream = wire.unidirectional().send(bytes(0x21));
      ChannelFuture last = stream.write(new byte[300_000]);
      Running.await(last::isDone);
      assertThat(last.isSuccess()).isFalse();
      assertThat(wire.isAlive()).isTrue();
    }
  }

  @Test
  void doesNotWaitForHeadsAndContentForEver() throws Exception {
    limits.headersTimeout = Duration.ofSeconds(3);
    limits.bodyGrace = Duration.ofMillis(300);
    try (Running server = serve();
        QuicWire wire = QuicWire.http3(server.port())) {
      QuicWire.Stream head = wire.request().send(bytes(1, 20, 0));
      QuicWire.Stream body =
          wire.request().send(get("POST", "/echo", "content-length", "100"), data("a"));
      assertThat(head.answer().status()).isEqualTo(408);
      assertThat(body.answer().status()).isEqualTo(408);
      assertThat(wire.isAlive()).isTrue();
    }
  }

  @Test
  void closesConnectionsThatAreIdleOrSayNoSettings() throws Exception {
    limits.idleTimeout = Duration.ofMillis(300);
    try (Running server = serve();
        QuicWire wire = new QuicWire(server.port())) {
      assertThat(wire.closeCode()).isEqualTo(ErrorCode.NO_ERROR.number());
    }
    limits.idleTimeout = Duration.ofSeconds(60);
    limits.headersTimeout = Duration.ofMillis(300);
    try (Running server = serve();
        QuicWire wire = new QuicWire(server.port())) {
      assertThat(wire.closeCode()).isEqualTo(ErrorCode.MISSING_SETTINGS.number());
    }
  }

  @Test
  void sharesTheLimitOfConnectionsWithTcp() throws Exception {
    limits.maxConnections = 1;
    try (Running server = serve()) {
      try (QuicWire wire = QuicWire.http3(server.port())) {
        assertThat(wire.isAlive()).isTrue();
        assertThat(server.connects()).isFalse();
        assertThat(wire.isAlive()).isTrue();
      }
      Running.await(server::connects);
    }
  }

  @Test
  void refusesCallsThatAreTooMany() throws Exception {
    limits.maxRequests = 1;
    limits.maxQueuedRequests = 0;
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    answers.on(
        "/wait",
        true,
        exchange -> {
          begun.countDown();
          end.await(60, TimeUnit.SECONDS);
          return Response.text("done");
        });
    try (Running server = serve();
        QuicWire wire = QuicWire.http3(server.port())) {
      QuicWire.Stream first = wire.request().sendLast(get("GET", "/wait"));
      assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();
      QuicWire.Answer second = wire.get("/");
      assertThat(second.status()).isEqualTo(503);
      assertThat(second.fields()).containsKey("retry-after");
      end.countDown();
      assertThat(first.answer().text()).isEqualTo("done");
    }
  }

  @Test
  void servesAsManyStreamsAtOnceAsItSays() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    answers.on(
        "/wait",
        true,
        exchange -> {
          end.await(60, TimeUnit.SECONDS);
          return Response.text("done");
        });
    try (Running server = serve(http3(3, 200, 1_000, 64));
        QuicWire wire = QuicWire.http3(server.port())) {
      List<QuicWire.Stream> streams = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        streams.add(wire.request().sendLast(get("GET", "/wait")));
      }
      assertThatThrownBy(wire::request).isInstanceOf(Exception.class);
      end.countDown();
      for (QuicWire.Stream stream : streams) {
        assertThat(stream.answer().text()).isEqualTo("done");
      }
      // The client may begin others as soon as it has heard so.
      Running.await(() -> {
        try {
          return wire.isAlive();
        } catch (Exception notYet) {
          return false;
        }
      });
    }
  }

  @Test
  void forgetsHandshakesThatFail() throws Exception {
    limits.maxConnections = 1;
    try (Running server = serve()) {
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() ->
                new QuicWire(server.port(), "", 1 << 20, tls -> tls.applicationProtocols("other"))
                    .close())
            .isInstanceOf(Exception.class);
      }
      Running.await(server::connects);
      assertThat(server.listener.drain(Duration.ofSeconds(20))).isEmpty();
    }
  }

  @Test
  void asksClientsToShowTheirAddress() throws Exception {
    try (Running server = serve(http3(100, 200, 1_000, 0));
        QuicWire wire = QuicWire.http3(server.port())) {
      assertThat(wire.isAlive()).isTrue();
    }
  }
}
