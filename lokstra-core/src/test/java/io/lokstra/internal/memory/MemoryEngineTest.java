package io.lokstra.internal.memory;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lokstra.engine.Call;
import io.lokstra.engine.CancelReason;
import io.lokstra.engine.Exchange;
import io.lokstra.engine.Http2Options;
import io.lokstra.engine.HttpHandler;
import io.lokstra.engine.HttpOptions;
import io.lokstra.engine.ListenAddress;
import io.lokstra.engine.Listener;
import io.lokstra.engine.Outcome;
import io.lokstra.engine.Refusal;
import io.lokstra.engine.RouteHandle;
import io.lokstra.http.Header;
import io.lokstra.http.HttpException;
import io.lokstra.http.Response;
import io.lokstra.http.ResponseBody;
import io.lokstra.http.ResponseHeaders;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.BindException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class MemoryEngineTest {
  private static final Duration SOON = Duration.ofMillis(50);

  @AutoClose private final MemoryEngine engine = new MemoryEngine();
  private final BlockingQueue<CancelReason> cancels = new LinkedBlockingQueue<>();
  private final BlockingQueue<Outcome> outcomes = new LinkedBlockingQueue<>();
  private long maxBodySize = 1_000_000;
  private long deadline = Long.MAX_VALUE;

  @Test
  void answersWithWhatTheCallResponds() throws Exception {
    MemoryListener listener =
        listen(exchange -> Response.text("hello " + exchange.target().path()));

    MemoryReply reply = listener.send(MemoryRequest.of("GET", "/world?x=1"));

    assertThat(reply.head().status()).isEqualTo(200);
    assertThat(text(reply)).isEqualTo("hello /world");
    assertThat(reply.head().headers().first("content-length")).contains("12");
    assertThat(reply.head().headers().first("date")).isPresent();
    assertThat(reply.outcome().status()).isEqualTo(200);
    assertThat(reply.outcome().bodyBytes()).isEqualTo(12);
    assertThat(reply.outcome().failure()).isEmpty();
    assertThat(outcomes).hasSize(1);
  }

  @Test
  void framesEveryKindOfBody() throws Exception {
    MemoryListener listener =
        listen(exchange ->
            switch (exchange.target().path()) {
              case "/none" -> Response.of(200);
              case "/204" -> Response.text("never seen").withStatus(204);
              case "/304" -> Response.of(304);
              case "/stream" -> stream(200, -1, "a stream");
              case "/sized" -> stream(200, 8, "a stream");
              default -> Response.text("text").withHeader("content-length", "77");
            });

    assertThat(length(listener.send(MemoryRequest.of("GET", "/none")))).containsExactly("0");
    assertThat(length(listener.send(MemoryRequest.of("GET", "/204")))).isEmpty();
    assertThat(length(listener.send(MemoryRequest.of("GET", "/304")))).isEmpty();
    assertThat(length(listener.send(MemoryRequest.of("GET", "/sized")))).containsExactly("8");
    assertThat(length(listener.send(MemoryRequest.of("GET", "/")))).containsExactly("4");
    MemoryReply head = listener.send(MemoryRequest.of("HEAD", "/"));
    assertThat(length(head)).containsExactly("4");
    assertThat(text(head)).isEmpty();
    assertThat(text(listener.send(MemoryRequest.of("HEAD", "/stream")))).isEmpty();
    MemoryReply chunked = listener.send(MemoryRequest.of("GET", "/stream"));
    assertThat(chunked.head().headers().first("transfer-encoding")).contains("chunked");
    assertThat(text(chunked)).isEqualTo("a stream");
  }

  @Test
  void readsBodiesOfBothKindsAndLimitsThem() throws Exception {
    maxBodySize = 100_000;
    MemoryListener listener = listen(exchange -> Response.bytes(exchange.body().bytes()));
    byte[] small = "small".getBytes(UTF_8);
    byte[] large = new byte[90_000];

    assertThat(text(listener.send(post().body(small)))).isEqualTo("small");
    assertThat(text(listener.send(post().body(new ByteArrayInputStream(large), -1))))
        .hasSize(90_000);
    MemoryReply announced = listener.send(post().body(new byte[100_001]));
    assertThat(announced.head().status()).isEqualTo(413);
    assertThat(announced.head().headers().first("connection")).contains("close");
    MemoryReply endless =
        listener.send(post().body(new ByteArrayInputStream(new byte[100_001]), -1));
    assertThat(endless.head().status()).isEqualTo(413); // the handler met the limit
    MemoryReply tooShort = listener.send(post().body(new ByteArrayInputStream(small), 9));
    assertThat(tooShort.head().status()).isEqualTo(400);
  }

  @Test
  void refusesWhatTheLimitsForbid() throws Exception {
    MemoryListener listener = listen(_ -> Response.text("never"));

    assertThat(status(listener, MemoryRequest.of("G T", "/"))).isEqualTo(400);
    assertThat(status(listener, MemoryRequest.of("GET", "/" + "a".repeat(8192)))).isEqualTo(414);
    assertThat(status(listener, get().header("a b", "c"))).isEqualTo(400);
    assertThat(status(listener, get().header("a", "c\r\nd: e"))).isEqualTo(400);
    assertThat(status(listener, get().header("host", "other"))).isEqualTo(400);
    assertThat(status(listener, get().header("a", "b".repeat(16_384)))).isEqualTo(431);
    MemoryRequest many = get();
    for (int i = 0; i < 101; i++) {
      many = many.header("a" + i, "b");
    }
    assertThat(status(listener, many)).isEqualTo(431);
    assertThat(outcomes).isEmpty();
  }

  private static int status(MemoryListener listener, MemoryRequest request) throws IOException {
    MemoryReply reply = listener.send(request);
    reply.outcome();
    return reply.head().status();
  }

  @Test
  void boundsConcurrentCalls() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    MemoryListener listener =
        listen(
            options(1, 1, SOON),
            exchange -> {
              release.await();
              return Response.text("done");
            });
    MemoryReply running = listener.send(get());
    while (listener.inFlight() == 0) {
      Thread.onSpinWait();
    }
    MemoryReply queued = listener.send(get());

    assertThat(queued.head().status()).isEqualTo(503);
    assertThat(queued.head().headers().first("retry-after")).isPresent();
    release.countDown();
    assertThat(text(running)).isEqualTo("done");
    assertThat(text(listener.send(get()))).isEqualTo("done");
  }

  @Test
  void cancelsAtTheDeadlineAndStillAnswers() throws Exception {
    deadline = System.nanoTime() + SOON.toNanos();
    MemoryListener listener =
        listen(_ ->
            Response.of(cancels.poll(10, TimeUnit.SECONDS) == CancelReason.DEADLINE ? 503 : 500));

    assertThat(listener.send(get()).head().status()).isEqualTo(503);
  }

  @Test
  void tellsTheCallWhenTheClientGoesAway() throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    MemoryListener listener =
        listen(_ -> {
          started.countDown();
          assertThat(cancels.poll(10, TimeUnit.SECONDS)).isEqualTo(CancelReason.CLIENT_GONE);
          return Response.text("unheard");
        });
    MemoryReply reply = listener.send(get());
    started.await();

    reply.abort();

    assertThat(reply.outcome().failure()).isPresent();
    assertThatThrownBy(reply::head).isInstanceOf(IOException.class);
  }

  @Test
  void cutsTheConnectionWhenAStreamFails() throws Exception {
    MemoryListener listener =
        listen(exchange ->
            exchange.target().path().equals("/short")
                ? stream(200, 20, "too short")
                : exchange.target().path().equals("/long")
                    ? stream(200, 2, "too long")
                    : Response.of(
                        200,
                        ResponseHeaders.empty(),
                        new ResponseBody.Stream(
                            -1,
                            out -> {
                              out.write("part".getBytes(UTF_8));
                              throw new IOException("no more");
                            })));

    for (String path : List.of("/", "/short", "/long")) {
      MemoryReply reply = listener.send(MemoryRequest.of("GET", path));
      assertThat(reply.head().status()).isEqualTo(200);
      assertThat(reply.outcome().failure()).isPresent();
      assertThatThrownBy(() -> text(reply)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void streamsWithThePaceOfTheClient() throws Exception {
    byte[] megabyte = new byte[1_000_000];
    MemoryListener listener =
        listen(_ ->
            Response.of(
                200,
                ResponseHeaders.empty(),
                new ResponseBody.Stream(megabyte.length, out -> out.write(megabyte))));
    MemoryReply reply = listener.send(get());
    InputStream body = reply.head().body();

    Thread.sleep(SOON);
    assertThat(outcomes).isEmpty();
    assertThat(body.readAllBytes()).hasSize(megabyte.length);
    assertThat(reply.outcome().bodyBytes()).isEqualTo(megabyte.length);
  }

  @Test
  void answersForACallThatDoesNot() throws Exception {
    MemoryListener listener =
        listen(_ -> {
          throw new IllegalStateException("a bug");
        });

    assertThat(listener.send(get()).head().status()).isEqualTo(500);
  }

  @Test
  void handsTheConnectionOverAfter101() throws Exception {
    MemoryListener listener =
        listen(_ ->
            Response.of(
                101,
                ResponseHeaders.empty(),
                new ResponseBody.Upgrade(
                    "echo",
                    connection -> {
                      connection.output().write(connection.input().readNBytes(4));
                      connection.output().flush();
                    })));
    MemoryReply reply = listener.send(get().header("upgrade", "echo"));

    assertThat(reply.head().status()).isEqualTo(101);
    assertThat(reply.head().headers().first("upgrade")).contains("echo");
    reply.duplex().output().write("ping".getBytes(UTF_8));
    assertThat(new String(reply.duplex().input().readAllBytes(), UTF_8)).isEqualTo("ping");
    assertThat(reply.outcome().failure()).isEmpty();
  }

  @Test
  void drainsWhatIsInFlightAndNamesWhatIsStuck() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    MemoryListener listener =
        listen(exchange -> {
          if (exchange.target().path().equals("/stuck")) {
            never.await();
          }
          Thread.sleep(SOON);
          return Response.text("done");
        });
    MemoryReply quick = listener.send(get());
    listener.stopAccepting();
    assertThat(listener.drain(Duration.ofSeconds(10))).isEmpty();
    assertThat(text(quick)).isEqualTo("done");
    assertThat(quick.head().headers().first("connection")).contains("close");
    assertThatThrownBy(() -> listener.send(get())).isInstanceOf(ConnectException.class);

    MemoryListener second =
        listen(exchange -> {
          never.await();
          return Response.text("never");
        });
    MemoryReply reply = second.send(MemoryRequest.of("GET", "/stuck"));
    while (second.inFlight() == 0) {
      Thread.onSpinWait();
    }
    List<Listener.Stuck> stuck = second.drain(SOON);
    assertThat(stuck).singleElement().extracting(Listener.Stuck::request).isEqualTo("GET /stuck");
    assertThat(stuck.getFirst().stack()).isNotEmpty();
    assertThat(cancels).contains(CancelReason.SHUTDOWN);
    assertThatThrownBy(reply::head).isInstanceOf(IOException.class);
    never.countDown();
  }

  @Test
  void givesPortsAwayOnce() throws Exception {
    MemoryListener first = listen(_ -> Response.text("1"));
    MemoryListener second = listen(_ -> Response.text("2"));
    assertThat(first.address()).isNotEqualTo(second.address());
    assertThat(engine.at(second.address())).contains(second);

    assertThatThrownBy(
            () -> engine.listen(first.address(), defaults(), handler(_ -> Response.of(200))))
        .isInstanceOf(BindException.class)
        .hasMessageContaining(first.address().toString());
    first.close();
    engine.listen(first.address(), defaults(), handler(_ -> Response.of(200))).close();
    engine.close();
    assertThatThrownBy(() -> second.send(get())).isInstanceOf(ConnectException.class);
    assertThatThrownBy(() -> listen(_ -> Response.of(200)))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void tellsTheAddressesOfBothEnds() throws Exception {
    MemoryListener listener =
        listen(exchange ->
            Response.text(
                exchange.localAddress()
                    + " "
                    + exchange.remoteAddress()
                    + " "
                    + exchange.secure()
                    + " "
                    + exchange.version()
                    + " "
                    + exchange.headers().name(0)));

    assertThat(text(listener.send(get())))
        .contains("localhost")
        .contains("127.0.0.1")
        .contains("1 host");
  }

  private static MemoryRequest get() {
    return MemoryRequest.of("GET", "/");
  }

  private static MemoryRequest post() {
    return MemoryRequest.of("POST", "/");
  }

  private static Response stream(int status, long length, String text) {
    return Response.of(
        status,
        ResponseHeaders.of(Header.of("content-type", "text/plain")),
        new ResponseBody.Stream(length, out -> out.write(text.getBytes(UTF_8))));
  }

  private static String text(MemoryReply reply) throws IOException {
    return new String(reply.head().body().readAllBytes(), UTF_8);
  }

  private static List<String> length(MemoryReply reply) throws IOException {
    return reply.head().headers().all("content-length");
  }

  private MemoryListener listen(Answer answer) throws IOException {
    return listen(defaults(), answer);
  }

  private MemoryListener listen(HttpOptions options, Answer answer) throws IOException {
    return engine.listen(new ListenAddress.Tcp("", 0), options, handler(answer));
  }

  private static HttpOptions defaults() {
    return options(10_000, 1_000, Duration.ofSeconds(2));
  }

  private static HttpOptions options(int requests, int queued, Duration queueTimeout) {
    Duration long_ = Duration.ofSeconds(60);
    return new HttpOptions(
        8192,
        16_384,
        100,
        1 << 20,
        65_536,
        long_,
        1024,
        long_,
        long_,
        long_,
        long_,
        0,
        requests,
        queued,
        queueTimeout,
        64,
        1024,
        Http2Options.defaults());
  }

  private HttpHandler handler(Answer answer) {
    return new HttpHandler() {
      @Override
      public Call prepare(Exchange exchange) {
        return new TestCall(exchange, answer);
      }

      @Override
      public Response refuse(Refusal refusal) {
        return Response.of(refusal.status());
      }
    };
  }

  /** What a handler of these tests does. */
  private interface Answer {
    Response to(Exchange exchange) throws Exception;
  }

  private final class TestCall implements Call {
    private final RouteHandle route = new RouteHandle("GET /test", false);
    private final Exchange exchange;
    private final Answer answer;

    TestCall(Exchange exchange, Answer answer) {
      this.exchange = exchange;
      this.answer = answer;
    }

    @Override
    public RouteHandle handle() {
      return route;
    }

    @Override
    public long maxBodySize() {
      return maxBodySize;
    }

    @Override
    public long deadline() {
      return deadline;
    }

    @Override
    public void run() {
      Response response;
      try {
        response = answer.to(exchange);
      } catch (HttpException e) {
        response = Response.of(e.status());
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
      exchange.respond(response);
    }

    @Override
    public void cancel(CancelReason reason) {
      cancels.add(reason);
    }

    @Override
    public void ended(Outcome outcome) {
      outcomes.add(outcome);
    }
  }
}
