package io.lokstra.bench.server;

import io.lokstra.http.App;
import io.lokstra.http.Proxy;
import io.lokstra.http.StaticFiles;
import io.lokstra.middleware.Recovery;
import io.lokstra.middleware.RequestId;
import io.lokstra.middleware.SecureHeaders;
import java.nio.file.Path;

/**
 * {@code GET /trips/N} goes N times to an echo server and back before it answers. The port of the
 * echo server comes from {@code UPSTREAM}. Where {@code FILES} names a directory, {@code /files/}
 * serves it, with the middleware that a site has; where {@code BEHIND} names a server, it answers
 * for {@code /files/}, with the same middleware around it.
 */
public final class BenchServer {
  private BenchServer() {}

  /** Runs until it is told to stop. */
  public static void main(String[] arguments) {
    Upstream upstream =
        new Upstream(Integer.parseInt(System.getenv().getOrDefault("UPSTREAM", "8081")));
    App app =
        App.named("bench", ":8080")
            .get(
                "/trips/{count:int}",
                ctx -> ctx.text(upstream.trips(ctx.path("count", int.class))));
    String files = System.getenv("FILES");
    if (files != null) {
      app.group(
          "/files",
          group ->
              group
                  .use(Recovery.create(), RequestId.create(), SecureHeaders.create())
                  .files("", StaticFiles.from(Path.of(files))));
    }
    String behind = System.getenv("BEHIND");
    if (behind != null) {
      app.group(
          "/files",
          group ->
              group
                  .use(Recovery.create(), RequestId.create(), SecureHeaders.create())
                  .proxy("/{path...}", Proxy.to(behind)));
    }
    app.run(arguments);
  }
}
