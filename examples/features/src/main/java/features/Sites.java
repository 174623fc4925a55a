package features;

import static io.lokstra.http.RouteOption.description;

import io.lokstra.http.Router;
import io.lokstra.http.StaticFiles;

/** Files of this program's jar: a site, and an application of a single page with its API. */
final class Sites {
  private Sites() {}

  static Router routes() {
    return Router.named("sites")
        .files("/static", StaticFiles.fromClassPath(Sites.class, "site"), description("A site"))
        .get("/spa/api/orders", ctx -> ctx.json(new int[] {7}))
        .files(
            "/spa",
            StaticFiles.fromClassPath(
                Sites.class, "spa", files -> files.singlePage("index.html", "api")));
  }
}
