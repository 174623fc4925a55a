package shop;

import static org.assertj.core.api.Assertions.assertThat;

import io.lokstra.log.LogEvent;
import io.lokstra.log.Logging;
import io.lokstra.testkit.TestClient;
import io.lokstra.testkit.TestResponse;
import io.lokstra.testkit.TestServer;
import io.lokstra.testkit.Via;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The whole of it over the wire, with a real PostgreSQL and a real Redis. */
@Timeout(300)
class ShopTest {
  private final String cart = UUID.randomUUID().toString();

  @Test
  void sellsWhatThereIsAndStopsInTheReverseOfItsStart() {
    List<LogEvent> lines = new CopyOnWriteArrayList<>();
    List<String> started;
    try (var _ = Logging.find().orElseThrow().observe(lines::add)) {
      try (TestServer shop =
          TestServer.of(Shop.server().configFiles("lokstra.yaml"), Via.OVER_THE_WIRE)) {
        started = shop.running().services().names();
        TestClient customers = shop.app("public");
        customers.get("/products/1").send().expectStatus(200).expectJson("data.name", "lamp");
        customers.get("/products/1").send().expectStatus(200).expectJson("data.cents", 4900);
        customers.get("/products/9").send().expectStatus(404);
        add(customers, 1, 2).expectStatus(200);
        add(customers, 9, 1).expectStatus(409);
        add(customers, 1, 0).expectStatus(422);
        customers.get("/carts/" + cart).send().expectStatus(200).expectJson("data.1", 2);
        customers
            .post("/carts/" + cart + "/order")
            .send()
            .expectStatus(200)
            .expectJson("data.cents", 9800);
        customers.post("/carts/" + cart + "/order").send().expectStatus(409);
        add(customers, 1, 1).expectStatus(200);
        add(customers, 3, 2).expectStatus(200);
        customers.post("/carts/" + cart + "/order").send().expectStatus(409);
        add(customers, "the-rest", 1, 8).expectStatus(200); // the lamp of the order that failed too
        customers.post("/carts/the-rest/order").send().expectStatus(200);

        TestClient staff = shop.app("admin");
        staff.get("/orders").send().expectStatus(200).expectJson("data[1].cents", 9800);
        staff.get("/status").send().expectStatus(200).expectJson("data.cents", 10 * 4900);
        customers.get("/orders").send().expectStatus(404);
      }
    }
    assertThat(started).containsExactlyInAnyOrder("db", "redis", "catalogue", "carts", "orders");
    List<String> stops =
        lines.stream()
            .map(LogEvent::message)
            .filter(message -> message.matches("service \\w+ stopped in .*"))
            .map(message -> message.split(" ")[1])
            .toList();
    assertThat(stops)
        .startsWith("orders", "carts", "catalogue")
        .containsExactlyInAnyOrder("orders", "carts", "catalogue", "db", "redis");
    LogEvent placed =
        lines.stream()
            .filter(line -> line.message().equals("order placed"))
            .findFirst()
            .orElseThrow();
    assertThat(placed.fields()).containsEntry("cents", 9800L).containsKeys("order", "request_id");
  }

  private TestResponse add(TestClient customers, long product, int quantity) {
    return add(customers, cart, product, quantity);
  }

  private static TestResponse add(TestClient customers, String cart, long product, int quantity) {
    return customers
        .post("/carts/" + cart + "/items")
        .json(Map.of("product", product, "quantity", quantity))
        .send();
  }
}
