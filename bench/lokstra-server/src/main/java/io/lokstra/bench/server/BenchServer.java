package io.lokstra.bench.server;

import io.lokstra.http.App;

/**
 * {@code GET /trips/N} goes N times to an echo server and back before it answers. The port of the
 * echo server comes from {@code UPSTREAM}.
 */
public final class BenchServer {
  private BenchServer() {}

  /** Runs until it is told to stop. */
  public static void main(String[] arguments) {
    Upstream upstream =
        new Upstream(Integer.parseInt(System.getenv().getOrDefault("UPSTREAM", "8081")));
    App.named("bench", ":8080")
        .get("/trips/{count:int}", ctx -> ctx.text(upstream.trips(ctx.path("count", int.class))))
        .run(arguments);
  }
}
