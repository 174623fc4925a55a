package io.lokstra.data;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lokstra.http.App;
import io.lokstra.http.Response;
import io.lokstra.http.RunningServer;
import io.lokstra.http.Server;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Over the wire: a real server, clients that reset their connections, real databases. */
class DisconnectTest {

  @ParameterizedTest
  @EnumSource(TestDatabase.class)
  void leavesDatabaseAndPoolWholeWhenAThousandClientsDisconnectMidQuery(TestDatabase database)
      throws Exception {
    DbPool db = DbPool.open(database.options().withMaxSize(4));
    LongAdder stopped = new LongAdder();
    App app =
        App.named("app", "127.0.0.1:0")
            .onError(
                DbCancelledException.class,
                (ctx, e) -> {
                  stopped.increment();
                  return Response.of(503);
                })
            .get("/compute", ctx -> db.query(database.slowStatement()).as(long.class).one())
            .get(
                "/write",
                ctx ->
                    db.inTransaction(tx -> {
                      tx.update("insert into item (name) values (:name)")
                          .bind("name", ctx.requestId())
                          .run();
                      return tx.query(database.slowStatement()).as(long.class).one();
                    }))
            .get("/count", ctx -> db.query("select count(*) from item").as(long.class).one());
    try (RunningServer server = Server.named("test").app(app).manage(db).start()) {
      int port = server.port("app");
      Random random = new Random(20261124);
      for (int i = 0; i < 1000; i++) {
        Socket client = connect(port);
        ask(client, i % 2 == 0 ? "/compute" : "/write");
        if (random.nextInt(16) == 0) {
          Thread.sleep(random.nextInt(20));
        }
        reset(client);
      }

      await().atMost(Duration.ofSeconds(60)).until(() -> db.connections().inUse() == 0);
      assertThat(db.connections().queued()).isZero();
      assertThat(stopped.sum()).as("requests stopped inside the data layer").isPositive();
      db.update("insert into item (name) values ('after')").run();
      for (int i = 0; i < 50; i++) {
        try (Socket client = connect(port)) {
          ask(client, "/count");
          String answer = new String(client.getInputStream().readAllBytes(), US_ASCII);
          assertThat(answer).startsWith("HTTP/1.1 200 ").contains("\"data\":1");
        }
      }
    }
  }

  private static Socket connect(int port) throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), port);
  }

  private static void ask(Socket client, String path) throws IOException {
    String request = "GET " + path + " HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n";
    client.getOutputStream().write(request.getBytes(US_ASCII));
  }

  private static void reset(Socket client) throws IOException {
    client.setSoLinger(true, 0);
    client.close();
  }
}
