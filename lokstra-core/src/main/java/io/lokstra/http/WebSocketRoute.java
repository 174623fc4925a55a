package io.lokstra.http;

import io.lokstra.engine.RouteHandle;
import io.lokstra.internal.websocket.Handshake;
import io.lokstra.websocket.TypedWebSocketHandler;
import io.lokstra.websocket.WebSocketHandler;
import io.lokstra.websocket.WebSocketOptions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The handler of a route that leaves HTTP for WebSocket. What was registered is a description; what
 * serves is made of it when the routes are compiled.
 */
final class WebSocketRoute<T> implements Handler, TypedHandler<T> {
  private final WebSocketHandler plain;
  private final TypedWebSocketHandler<T> typed;
  private final List<RouteOption> options;
  private final @Nullable Serving serving;

  /** What serves a compiled route. */
  private record Serving(Handshake handshake, RouteHandle sessions, Inputs inputs) {}

  private WebSocketRoute(
      WebSocketHandler plain,
      TypedWebSocketHandler<T> typed,
      List<RouteOption> options,
      @Nullable Serving serving) {
    this.plain = plain;
    this.typed = typed;
    this.options = options;
    this.serving = serving;
  }

  static Handler of(WebSocketHandler handler, RouteOption... options) {
    return new WebSocketRoute<Object>(
        handler, (ctx, none) -> handler.open(ctx), List.of(options), null);
  }

  static <T> TypedHandler<T> typed(TypedWebSocketHandler<T> handler, RouteOption... options) {
    WebSocketHandler never =
        ctx -> {
          throw new IllegalStateException("this route has bound input");
        };
    return new WebSocketRoute<>(never, handler, List.of(options), null);
  }

  /**
   * This route, ready to serve.
   *
   * @param problems receives whole sentences when its options are wrong
   */
  WebSocketRoute<T> compiled(
      WebSockets server, String path, String origin, boolean offLoop, List<String> problems) {
    WebSocketOptions all = server.options();
    try {
      for (RouteOption option : options) {
        if (option instanceof RouteOption.OfWebSocket(var change)) {
          all = change.apply(all);
        }
      }
    } catch (IllegalArgumentException e) {
      problems.add("the WebSocket route %s at %s: %s".formatted(path, origin, e.getMessage()));
    }
    return new WebSocketRoute<>(
        plain,
        typed,
        options,
        new Serving(
            new Handshake(all, server.sessions()),
            new RouteHandle("WebSocket " + path, offLoop),
            server.inputs()));
  }

  @Override
  public Object handle(RequestContext ctx) throws Exception {
    return open(ctx, plain);
  }

  @Override
  public Object handle(RequestContext ctx, T input) throws Exception {
    return open(ctx, request -> typed.open(request, input));
  }

  private Response open(RequestContext ctx, WebSocketHandler handler) throws Exception {
    if (serving == null) {
      throw new IllegalStateException("a WebSocket route serves once it is compiled");
    }
    serving.handshake().check(ctx);
    RequestScope scope =
        new RequestScope((ActiveRequest) ctx, serving.sessions(), serving.inputs());
    return serving.handshake().accept(scope, handler.open(ctx));
  }
}
