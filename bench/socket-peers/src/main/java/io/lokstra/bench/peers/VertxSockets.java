package io.lokstra.bench.peers;

import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.ServerWebSocket;

/** Vert.x: one verticle per processor, native transport. The port comes from {@code PORT}. */
public final class VertxSockets {
  private VertxSockets() {}

  /** Starts the server and leaves it running until the process is ended. */
  public static void main(String[] arguments) {
    int port = Integer.parseInt(System.getenv().getOrDefault("PORT", "8080"));
    Ticks<ServerWebSocket> ticks = new Ticks<>();
    ticks.start((socket, text) -> {
      var _ = socket.writeTextMessage(text);
    });
    int loops = Runtime.getRuntime().availableProcessors();
    Vertx vertx =
        Vertx.vertx(new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(loops));
    var _ =
        vertx.deployVerticle(
            () -> new Sockets(port, ticks), new DeploymentOptions().setInstances(loops));
  }

  private static final class Sockets extends AbstractVerticle {
    private final int port;
    private final Ticks<ServerWebSocket> ticks;

    Sockets(int port, Ticks<ServerWebSocket> ticks) {
      this.port = port;
      this.ticks = ticks;
    }

    @Override
    public void start() {
      var _ =
          vertx
              .createHttpServer()
              .requestHandler(request -> {
                var _ = request.response().end("Hello, World!");
              })
              .webSocketHandler(this::serve)
              .listen(port);
    }

    private void serve(ServerWebSocket socket) {
      if (socket.path().equals("/ws/ticks")) {
        ticks.add(socket);
        socket.closeHandler(nothing -> ticks.remove(socket));
      } else {
        socket.textMessageHandler(text -> {
          var _ = socket.writeTextMessage(text);
        });
      }
    }
  }
}
