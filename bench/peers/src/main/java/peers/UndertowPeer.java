package peers;

import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.BlockingHandler;
import io.undertow.util.Headers;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Undertow, with HTTP/2 on. */
final class UndertowPeer {
  private UndertowPeer() {}

  public static void main(String[] args) {
    Undertow.builder()
        .addHttpListener(Peer.port(), "127.0.0.1")
        .setServerOption(UndertowOptions.ENABLE_HTTP2, true)
        .setHandler(new BlockingHandler(UndertowPeer::handle))
        .build()
        .start();
  }

  private static void handle(HttpServerExchange exchange) throws IOException {
    String method = exchange.getRequestMethod().toString();
    String path = exchange.getRequestPath();
    if (path.equals("/echo") && method.equals("POST")) {
      exchange
          .getResponseSender()
          .send(ByteBuffer.wrap(exchange.getInputStream().readAllBytes()));
    } else if (path.equals("/") || path.equals("/plaintext")) {
      if (method.equals("GET") || method.equals("HEAD")) {
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "text/plain");
        exchange.getResponseSender().send(path.equals("/") ? Peer.HOME : Peer.HELLO);
      } else {
        exchange.setStatusCode(405);
        exchange.getResponseHeaders().put(Headers.ALLOW, "GET, HEAD, OPTIONS");
      }
    } else {
      exchange.setStatusCode(404);
    }
  }
}
