package io.lokstra.bench.peers;

import io.javalin.Javalin;
import io.javalin.websocket.WsContext;

/** Javalin, on Jetty, with its defaults. The port comes from {@code PORT}. */
public final class JavalinSockets {
  private JavalinSockets() {}

  /** Starts the server and leaves it running until the process is ended. */
  public static void main(String[] arguments) {
    int port = Integer.parseInt(System.getenv().getOrDefault("PORT", "8080"));
    Ticks<WsContext> ticks = new Ticks<>();
    ticks.start(WsContext::send);
    var _ =
        Javalin.create(
                config -> {
                  config.startup.showJavalinBanner = false;
                  config.routes.get("/plaintext", ctx -> ctx.result("Hello, World!"));
                  config.routes.ws("/ws/echo", ws -> ws.onMessage(ctx -> ctx.send(ctx.message())));
                  config.routes.ws(
                      "/ws/ticks",
                      ws -> {
                        ws.onConnect(ticks::add);
                        ws.onClose(ticks::remove);
                      });
                })
            .start(port);
  }
}
