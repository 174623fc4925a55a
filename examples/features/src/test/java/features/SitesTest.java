package features;

import static org.assertj.core.api.Assertions.assertThat;

import io.lokstra.http.App;
import io.lokstra.testkit.TestResponse;
import io.lokstra.testkit.TestServer;
import io.lokstra.testkit.Via;
import org.junit.jupiter.api.Test;

/** The site and the application of a single page, as browsers meet them. */
class SitesTest {
  private static TestServer server() {
    return TestServer.of(App.named("sites", ":0").mount(Sites.routes()), Via.OVER_THE_WIRE);
  }

  @Test
  void servesASite() {
    try (TestServer server = server()) {
      server.get("/static").send().expectStatus(308).expectHeader("location", "/static/");
      TestResponse page =
          server
              .get("/static/")
              .send()
              .expectStatus(200)
              .expectHeader("content-type", "text/html; charset=utf-8")
              .expectHeader("cache-control", "no-cache");
      assertThat(page.text()).contains("assets/style.3f2a9b1c.css");
      server
          .get("/static/assets/style.3f2a9b1c.css")
          .send()
          .expectStatus(200)
          .expectHeader("cache-control", "public, max-age=31536000, immutable");
      server
          .get("/static/lines.txt")
          .header("range", "bytes=0-6")
          .send()
          .expectStatus(206)
          .expectHeader("content-range", "bytes 0-6/18893")
          .expectText("line 1\n");
      server.get("/static/nothing").send().expectStatus(404);
    }
  }

  @Test
  void servesAnApplicationOfASinglePage() {
    try (TestServer server = server()) {
      for (String target : new String[] {"/spa/", "/spa/orders", "/spa/orders/7"}) {
        TestResponse page =
            server.get(target).header("accept", "text/html,*/*").send().expectStatus(200);
        assertThat(page.text()).contains("<title>A single page</title>");
      }
      server.get("/spa/orders").header("accept", "*/*").send().expectStatus(404);
      server.get("/spa/missing.js").header("accept", "text/html,*/*").send().expectStatus(404);
      server.get("/spa/api/orders").send().expectText("[7]");
      server.get("/spa/api/none").header("accept", "text/html").send().expectStatus(404);
    }
  }
}
