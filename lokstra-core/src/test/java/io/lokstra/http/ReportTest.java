package io.lokstra.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lokstra.engine.EngineOptions;
import io.lokstra.engine.HttpEngine;
import io.lokstra.engine.HttpEngineProvider;
import io.lokstra.internal.memory.MemoryEngine;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;

class ReportTest {
  private static final HttpEngineProvider MEMORY =
      new HttpEngineProvider() {
        @Override
        public String name() {
          return "memory";
        }

        @Override
        public HttpEngine create(EngineOptions options) {
          return new MemoryEngine();
        }
      };

  @Test
  void saysWhereAServerListensAndWhatItServes() {
    Router todos =
        Router.named("todos")
            .use(Middleware.named("auth", (ctx, next) -> next.handle(ctx)))
            .use((ctx, next) -> next.handle(ctx))
            .get("/todos/{id}", ctx -> "x", RouteOption.name("todo"))
            .any("/any", ctx -> "x");
    Server server =
        Server.named("shop")
            .engine(MEMORY)
            .app(App.named("public", ":8080").mount(todos))
            .app(App.named("all", "0.0.0.0:8081").health(false))
            .app(App.named("admin", "127.0.0.1:9090").health(false))
            .app(App.named("socket", "unix:/tmp/shop").health(false));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (RunningServer running = server.start()) {
      ServerProcess.report(running, new PrintStream(out, true, UTF_8));
    }
    assertThat(out.toString(UTF_8).lines().map(l -> l.replaceAll("\\w+\\.java:\\d+", "there")))
        .satisfiesExactly(
            line -> assertThat(line).matches("shop started in \\d+ ms \\(in memory, no network\\)"),
            line -> assertThat(line).isEqualTo("  public  http://localhost:8080"),
            line -> assertThat(line).isEqualTo("    GET  /todos/{id}    there  todo  [auth, ?]"),
            line -> assertThat(line).isEqualTo("    ANY  /any           there  [auth, ?]"),
            line -> assertThat(line).isEqualTo("    GET  /health/live   built in"),
            line -> assertThat(line).isEqualTo("    GET  /health/ready  built in"),
            line -> assertThat(line).isEqualTo("  all  http://localhost:8081"),
            line -> assertThat(line).isEqualTo("  admin  http://127.0.0.1:9090"),
            line -> assertThat(line).isEqualTo("  socket  unix:/tmp/shop"));
  }
}
