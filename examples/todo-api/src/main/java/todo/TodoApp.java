package todo;

import io.lokstra.data.DbOptions;
import io.lokstra.data.DbPool;
import io.lokstra.http.App;
import io.lokstra.http.Server;
import io.lokstra.http.StaticFiles;
import io.lokstra.middleware.Recovery;
import io.lokstra.middleware.RequestId;
import io.lokstra.middleware.RequestLogger;
import io.lokstra.middleware.SecureHeaders;

/**
 * A complete small service: a list of things to do, as an API and as a page.
 *
 * <p>It keeps its data in {@code ./data} by an embedded database; {@code
 * DB_URL=jdbc:postgresql://host/todo?user=ada&password=…} is all it takes to use PostgreSQL.
 */
public final class TodoApp {
  private static final String EMBEDDED = "jdbc:h2:async:./data/todo";

  private TodoApp() {}

  public static void main(String... args) {
    String url = System.getenv().getOrDefault("DB_URL", EMBEDDED);
    server(url).run(args);
  }

  static Server server(String databaseUrl) {
    DbPool db = DbPool.open(DbOptions.of(databaseUrl).withMigrations("db/migration"));
    App app =
        App.named("todo", ":8080")
            .use(
                Recovery.create(),
                RequestId.create(),
                RequestLogger.create(),
                SecureHeaders.create())
            .mount(TodoApi.routes(new TodoStore(db)))
            .files("/", StaticFiles.fromClassPath(TodoApp.class, "page"));
    return Server.named("todo-api").app(app).manage(db);
  }
}
