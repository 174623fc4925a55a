package io.lokstra.netty;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lokstra.engine.EngineOptions.CarriedThreads;
import io.lokstra.http.Response;
import io.lokstra.http.ResponseBody;
import io.lokstra.http.ResponseHeaders;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Plain serving, with and without carried threads. */
class ServingTest {

  @ParameterizedTest
  @EnumSource(
      value = CarriedThreads.class,
      names = {"REQUIRED", "OFF"})
  void servesKeepAliveRequests(CarriedThreads mode) throws Exception {
    Answers answers = new Answers();
    try (Running server = Running.of(mode, answers);
        Wire wire = server.connect()) {
      assertThat(server.engine.description())
          .contains(mode == CarriedThreads.OFF ? "JDK's scheduler" : "carried");
      for (int i = 0; i < 300; i++) {
        Wire.Answer answer = wire.get("/").answer();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("hello");
        assertThat(answer.header("content-length")).isEqualTo("5");
        assertThat(answer.header("connection")).isEmpty();
        assertThat(answer.header("date")).endsWith("GMT");
      }
      String thread = wire.get("/thread").answer().body();
      assertThat(thread).contains("ANY /thread");
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = CarriedThreads.class,
      names = {"REQUIRED", "OFF"})
  void echoesBodiesOfEverySize(CarriedThreads mode) throws Exception {
    try (Running server = Running.of(mode, new Answers());
        Wire wire = server.connect()) {
      for (int size : new int[] {0, 1, 100, 5_000, 70_000, 1_000_000}) {
        String body = "x".repeat(size);
        wire.send(
            "POST /echo HTTP/1.1\r\nHost: test\r\nContent-Length: " + size + "\r\n\r\n" + body);
        Wire.Answer answer = wire.answer();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(body);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = CarriedThreads.class,
      names = {"REQUIRED", "OFF"})
  void answersPipelinedRequestsInOrder(CarriedThreads mode) throws Exception {
    Answers answers =
        new Answers()
            .on(
                "/slow",
                exchange -> {
                  Thread.sleep(5);
                  return Response.text(exchange.target().rawQuery());
                })
            .describing("/fast", exchange -> exchange.target().rawQuery());
    try (Running server = Running.of(mode, answers);
        Wire wire = server.connect()) {
      StringBuilder all = new StringBuilder();
      for (int i = 0; i < 200; i++) {
        all.append("GET ")
            .append(i % 10 == 3 ? "/slow?" : "/fast?")
            .append(i)
            .append(" HTTP/1.1\r\nHost: test\r\n\r\n");
      }
      wire.send(all.toString());
      for (int i = 0; i < 200; i++) {
        assertThat(wire.answer().body()).isEqualTo(Integer.toString(i));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = CarriedThreads.class,
      names = {"REQUIRED", "OFF"})
  void leavesHttpWhenAskedTo(CarriedThreads mode) throws Exception {
    Answers answers =
        new Answers()
            .on(
                "/up",
                exchange ->
                    Response.of(
                        101,
                        ResponseHeaders.empty(),
                        new ResponseBody.Upgrade(
                            "echo",
                            connection -> connection.input().transferTo(connection.output()))));
    try (Running server = Running.of(mode, answers);
        Wire wire = server.connect()) {
      wire.send("GET /up HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: echo\r\n\r\nearly");
      Wire.Answer answer = wire.answer();
      assertThat(answer.status()).isEqualTo(101);
      assertThat(answer.header("upgrade")).isEqualTo("echo");
      assertThat(answer.header("connection")).isEqualTo("upgrade");
      wire.send(" late").endOutput();
      assertThat(new String(wire.socket().getInputStream().readAllBytes(), UTF_8))
          .isEqualTo("early late");
    }
  }
}
