package io.lokstra.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lokstra.http.App;
import io.lokstra.http.RunningServer;
import io.lokstra.http.Server;
import io.lokstra.testkit.RawClient;
import io.lokstra.testkit.fault.Direction;
import io.lokstra.testkit.fault.FaultProxy;
import io.lokstra.testkit.fault.Framing;
import io.lokstra.testkit.fault.Message;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A request whose transaction loses its connection, at every step of the protocol: before and
 * within each message of either side. What is answered with 2xx is in the database.
 */
class CutCommitTest {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final int CONNECTIONS = 2;
  private static final int MOST_STEPS = 200;

  private int port;

  /** What was answered, and at which message the connection was cut. */
  private record Outcome(int id, int status, Message cut) {}

  private int post(int id) {
    try (RawClient client = RawClient.connect(port).patience(LONG)) {
      client.send("POST /entries/" + id + " HTTP/1.1\r\nHost: test\r\nContent-Length: 0\r\n\r\n");
      return client.receive("POST").status();
    }
  }

  private static void createTable(DbPool direct) {
    direct.update("create table entry (id int primary key, note text)").run();
  }

  private static Server ledger(DbPool db) {
    return Server.named("ledger")
        .app(
            App.named("ledger", "127.0.0.1:0")
                .post(
                    "/entries/{id}",
                    ctx -> {
                      int id = ctx.path("id", int.class);
                      db.useTransaction(tx -> {
                        tx.update("insert into entry (id) values (:id)").bind("id", id).run();
                        tx.update("update entry set note = :note where id = :id")
                            .bind("note", "n")
                            .bind("id", id)
                            .run();
                      });
                      return id;
                    }));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void no2xxIsAnsweredForACommitThatFailed(boolean within) throws Exception {
    String url = TestDatabase.POSTGRES.url();
    URI server = URI.create(url.substring("jdbc:".length()));
    try (DbPool direct = DbPool.open("direct", DbOptions.of(url));
        FaultProxy proxy =
            FaultProxy.to(server.getHost(), server.getPort()).messages(Framing::postgres)) {
      createTable(direct);
      String faulty =
          url.replace(":" + server.getPort() + "/", ":" + proxy.port() + "/")
              + (url.contains("?") ? "&" : "?")
              // Without prepared statements of the server every step bears its SQL.
              + "sslmode=disable&gssEncMode=disable&prepareThreshold=0";
      DbOptions options = DbOptions.of(faulty).withMaxSize(CONNECTIONS);
      try (DbPool db = DbPool.open("cut", options);
          RunningServer running = ledger(db).start()) {
        port = running.port("ledger");
        assertThat(post(0)).isEqualTo(200);
        List<Outcome> outcomes = new ArrayList<>();
        for (int step = 0; step < MOST_STEPS; step++) {
          await().atMost(LONG).until(() -> db.status().idle() == CONNECTIONS);
          if (within) {
            proxy.cutWithinMessage(step);
          } else {
            proxy.cutBeforeMessage(step);
          }
          int id = step + 1;
          int status = post(id);
          if (proxy.cutAt().isEmpty()) {
            assertThat(status).isEqualTo(200);
            break; // it has fewer steps
          }
          outcomes.add(new Outcome(id, status, proxy.cutAt().get()));
          assertThat(post(-id)).as("after a cut at %s", proxy.cutAt()).isEqualTo(200);
        }
        proxy.heal(); // the step that there was not
        check(outcomes, direct);
        await()
            .atMost(LONG)
            .until(() -> db.connections().inUse() == 0 && db.status().queued() == 0);
        assertWhole(db);
      }
    }
  }

  private static void check(List<Outcome> outcomes, DbPool direct) {
    assertThat(outcomes).hasSizeGreaterThan(10).hasSizeLessThan(MOST_STEPS);
    int committedWithoutWord = 0;
    boolean commitLost = false;
    for (Outcome each : outcomes) {
      boolean there =
          direct
                  .query("select count(*) from entry where id = :id")
                  .bind("id", each.id())
                  .as(int.class)
                  .one()
              == 1;
      if (each.status() / 100 == 2) {
        assertThat(there).as("%s was answered with 2xx", each).isTrue();
      } else {
        assertThat(each.status()).as("%s", each).isIn(500, 503);
        committedWithoutWord += there ? 1 : 0;
      }
      commitLost |=
          each.cut().direction() == Direction.TO_SERVER && each.cut().toString().contains("COMMIT");
    }
    // The steps reach into the round trip of the commit itself, from both sides.
    assertThat(commitLost).isTrue();
    assertThat(committedWithoutWord).isPositive();
  }

  /** As many at once as there are connections, several times over: no permit is missing. */
  private void assertWhole(DbPool db) throws Exception {
    List<CompletableFuture<Integer>> all = new ArrayList<>();
    for (int i = 0; i < 10 * CONNECTIONS; i++) {
      int id = 1000 + i;
      all.add(
          CompletableFuture.supplyAsync(() -> post(id), task -> Thread.ofVirtual().start(task)));
    }
    for (CompletableFuture<Integer> each : all) {
      assertThat(each.get()).isEqualTo(200);
    }
    await().atMost(LONG).until(() -> db.connections().inUse() == 0);
  }
}
