package peers;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;

/** Vert.x, one event loop per processor. */
final class VertxPeer {
  private VertxPeer() {}

  public static void main(String[] args) {
    Vertx vertx = Vertx.vertx();
    for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
      vertx
          .createHttpServer(new HttpServerOptions().setPort(Peer.port()))
          .requestHandler(VertxPeer::handle)
          .listen()
          .onFailure(
              e -> {
                e.printStackTrace();
                System.exit(1);
              });
    }
  }

  private static void handle(HttpServerRequest request) {
    String method = request.method().name();
    String path = request.path();
    if ("/echo".equals(path) && method.equals("POST")) {
      request
          .body()
          .onSuccess(body -> request.response().end(body))
          .onFailure(e -> request.connection().close());
    } else if ("/".equals(path) || "/plaintext".equals(path)) {
      if (method.equals("GET") || method.equals("HEAD")) {
        request
            .response()
            .putHeader("content-type", "text/plain")
            .end(path.equals("/") ? Peer.HOME : Peer.HELLO);
      } else {
        request.response().setStatusCode(405).putHeader("allow", "GET, HEAD, OPTIONS").end();
      }
    } else {
      request.response().setStatusCode(404).end();
    }
  }
}
