package multiport;

import static org.assertj.core.api.Assertions.assertThat;

import io.lokstra.testkit.TestClient;
import io.lokstra.testkit.TestServer;
import io.lokstra.testkit.Via;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Three apps of one file, over the wire, on ports that the system chooses. */
class MultiPortTest {
  @AutoClose
  private final TestServer server =
      TestServer.of(new MultiPort().server().configFiles("lokstra.yaml"), Via.OVER_THE_WIRE);

  @Test
  void eachAppHasAPortOfItsOwn() {
    assertThat(server.running().apps()).containsExactly("public", "partners", "admin");
    assertThat(server.running().apps().stream().map(server.running()::port).distinct()).hasSize(3);
  }

  @Test
  void publicAppServesItemsAndThePage() {
    TestClient app = server.app("public");
    app.get("/v1/items/1").send().expectStatus(200).expectJson("data.price", "10 EUR");
    assertThat(app.get("/v1/items").send().header("etag")).isPresent();
    assertThat(app.get("/").send().expectStatus(200).text()).contains("<h1>Items</h1>");
    assertThat(app.get("/any/page").header("Accept", "text/html").send().text())
        .contains("<h1>Items</h1>");
    app.get("/v1/none").header("Accept", "text/html").send().expectStatus(404);
  }

  @Test
  void partnersNeedTheirKeyAndHaveNoPage() {
    TestClient app = server.app("partners");
    app.get("/items").send().expectStatus(401);
    app.get("/items").header("X-Api-Key", "only-for-development").send().expectStatus(200);
    app.get("/v1/items").header("X-Api-Key", "only-for-development").send().expectStatus(404);
  }

  @Test
  void adminSeesTheStateAndTheShopBehindIt() {
    TestClient app = server.app("admin");
    app.get("/status").send().expectStatus(200).expectJson("data.items", 3);
    app.get("/items").send().expectStatus(404);
    assertThat(server.running().routes("admin"))
        .anyMatch(route -> route.path().equals("/shop/{path...}"));
  }
}
