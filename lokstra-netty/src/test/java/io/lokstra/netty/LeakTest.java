package io.lokstra.netty;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.lokstra.http.Response;
import io.lokstra.http.ResponseBody;
import io.lokstra.http.ResponseHeaders;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.io.IOException;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/**
 * No buffer is lost on any way out, nor by any other test, with Netty's leak detector at its
 * strictest. Runs last.
 */
@Order(Integer.MAX_VALUE)
class LeakTest {

  @Test
  void losesNoBuffer() throws Exception {
    assertThat(ResourceLeakDetector.getLevel()).isEqualTo(ResourceLeakDetector.Level.PARANOID);
    Logger detector = (Logger) LoggerFactory.getLogger(ResourceLeakDetector.class);
    ListAppender<ILoggingEvent> reports =
        (ListAppender<ILoggingEvent>) detector.getAppender("leaks");
    byte[] large = new byte[400_000];
    Answers answers =
        new Answers()
            .on("/large", exchange -> Response.bytes(large))
            .on("/stream", exchange -> streamed(large))
            .on(
                "/fails",
                exchange -> {
                  throw new IllegalStateException("a bug");
                });
    try (Running server = Running.carried(new Running.Limits().options(), answers)) {
      for (int i = 0; i < 40; i++) {
        try (Wire wire = server.connect()) {
          wire.get("/").answer();
          wire.get("/fails").answer();
          wire.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc").answer();
          wire.get("/large").answer();
          wire.get("/stream").answer();
          wire.send("garbage\r\n\r\n").answer();
        }
        abandon(server, "GET /large HTTP/1.1\r\nHost: a\r\n\r\n".repeat(3));
        abandon(server, "GET /stream HTTP/1.1\r\nHost: a\r\n\r\n".repeat(3));
        abandon(server, "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nabc");
        abandon(server, "GET / HT");
      }
      assertThat(server.servesOthers()).isTrue();
    }
    for (int i = 0; i < 5; i++) {
      System.gc();
      Thread.sleep(20);
      for (int j = 0; j < 200; j++) {
        ByteBufAllocator.DEFAULT.directBuffer(64).release();
      }
    }
    assertThat(reports.list).isEmpty();
  }

  private static Response streamed(byte[] content) {
    return Response.of(
        200, ResponseHeaders.empty(), new ResponseBody.Stream(-1, out -> out.write(content)));
  }

  private static void abandon(Running server, String request) throws IOException {
    try (Wire wire = server.connect()) {
      wire.send(request);
      wire.reset();
    }
  }
}
