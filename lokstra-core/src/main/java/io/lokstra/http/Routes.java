package io.lokstra.http;

import io.lokstra.websocket.TypedWebSocketHandler;
import io.lokstra.websocket.WebSocketHandler;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * What routes can be added to: a {@link Router} and, for short programs, an {@link App}.
 *
 * <p>Paths begin with a slash or are empty; {@code {id}} captures one segment, {@code {id:int}} one
 * that is of a type, {@code {path...}} all that is left. Which route wins does not depend on the
 * order they were added in.
 *
 * @param <S> the type itself, so that calls can be chained
 */
public interface Routes<S extends Routes<S>> {

  /**
   * Adds a route.
   *
   * @param method a method token: {@code "GET"}; {@code "*"} for every method
   */
  S route(String method, String path, Handler handler, RouteOption... options);

  /** Adds a route whose input is bound from the request and validated before the handler runs. */
  <T> S route(
      String method, String path, Class<T> input, TypedHandler<T> handler, RouteOption... options);

  /** Adds routes below {@code prefix}, with middleware of their own if they want. */
  S group(String prefix, Consumer<Router> routes);

  /**
   * Adds all routes of {@code router} below {@code prefix}. What the router gets later is there
   * too, until the server starts.
   */
  S mount(String prefix, Router router);

  /**
   * Adds all routes of a router that is built when the server starts, out of its services: {@code
   * mount("/orders", services -> OrderRoutes.of(services.get("orders", Orders.class)))}. Each start
   * builds one.
   */
  S mount(String prefix, RouterFactory router);

  /** Adds all routes of a router that is built when the server starts, out of its services. */
  default S mount(RouterFactory router) {
    return mount("", router);
  }

  /** Adds middleware around everything here, outermost first, whatever was added before it. */
  S use(Middleware... middleware);

  /** Leaves out middleware that would be inherited from outside, by name. */
  S without(String... names);

  /**
   * Answers exceptions of {@code type} thrown here, unless something further inside does; the
   * nearest type wins.
   */
  <E extends Throwable> S onError(Class<E> type, ErrorHandler<? super E> handler);

  /** Never runs what is here on an event loop: see {@link RouteOption#offLoop()}. */
  S offLoop();

  /** Adds all routes of these routers. */
  @SuppressWarnings("unchecked") // S is this type by contract
  default S mount(Router... routers) {
    for (Router router : routers) {
      mount("", router);
    }
    return (S) this;
  }

  /** Adds a GET route; HEAD comes with it. */
  default S get(String path, Handler handler, RouteOption... options) {
    return route("GET", path, handler, options);
  }

  /** Adds a GET route with bound input; HEAD comes with it. */
  default <T> S get(String path, Class<T> input, TypedHandler<T> handler, RouteOption... options) {
    return route("GET", path, input, handler, options);
  }

  /** Adds a POST route. */
  default S post(String path, Handler handler, RouteOption... options) {
    return route("POST", path, handler, options);
  }

  /** Adds a POST route with bound input. */
  default <T> S post(String path, Class<T> input, TypedHandler<T> handler, RouteOption... options) {
    return route("POST", path, input, handler, options);
  }

  /** Adds a PUT route. */
  default S put(String path, Handler handler, RouteOption... options) {
    return route("PUT", path, handler, options);
  }

  /** Adds a PUT route with bound input. */
  default <T> S put(String path, Class<T> input, TypedHandler<T> handler, RouteOption... options) {
    return route("PUT", path, input, handler, options);
  }

  /** Adds a PATCH route. */
  default S patch(String path, Handler handler, RouteOption... options) {
    return route("PATCH", path, handler, options);
  }

  /** Adds a PATCH route with bound input. */
  default <T> S patch(
      String path, Class<T> input, TypedHandler<T> handler, RouteOption... options) {
    return route("PATCH", path, input, handler, options);
  }

  /** Adds a DELETE route. */
  default S delete(String path, Handler handler, RouteOption... options) {
    return route("DELETE", path, handler, options);
  }

  /** Adds a DELETE route with bound input. */
  default <T> S delete(
      String path, Class<T> input, TypedHandler<T> handler, RouteOption... options) {
    return route("DELETE", path, input, handler, options);
  }

  /** Adds a HEAD route, in place of the one that comes with GET. */
  default S head(String path, Handler handler, RouteOption... options) {
    return route("HEAD", path, handler, options);
  }

  /** Adds an OPTIONS route, in place of the automatic one. */
  default S options(String path, Handler handler, RouteOption... options) {
    return route("OPTIONS", path, handler, options);
  }

  /**
   * Has other servers answer every method that has no route of its own here: {@code
   * proxy("/shop/{path...}", Proxy.to("http://10.0.0.7:8080"))}. The listener's {@code
   * request-timeout} does not count, since responses may be long; the proxy's own time-outs do, and
   * {@link RouteOption#timeout} where it is given.
   */
  default S proxy(String path, Proxy proxy, RouteOption... options) {
    RouteOption[] all = new RouteOption[options.length + 1];
    all[0] = RouteOption.timeout(Duration.ZERO);
    System.arraycopy(options, 0, all, 1, options.length);
    return route("*", path, proxy, all);
  }

  /**
   * Adds a route for WebSocket: a GET that leaves HTTP, with the same middleware as any. The
   * handler says what the connection is for, or throws what the answer is.
   */
  default S webSocket(String path, WebSocketHandler handler, RouteOption... options) {
    return route("GET", path, WebSocketRoute.of(handler, options), options);
  }

  /** Adds a route for WebSocket with bound input. */
  default <T> S webSocket(
      String path, Class<T> input, TypedWebSocketHandler<T> handler, RouteOption... options) {
    return route("GET", path, input, WebSocketRoute.typed(handler, options), options);
  }

  /** Adds a route for every method that has none of its own. */
  default S any(String path, Handler handler, RouteOption... options) {
    return route("*", path, handler, options);
  }

  /**
   * Serves files below {@code prefix}, by GET and HEAD: {@code files("/static",
   * StaticFiles.from(Path.of("public")))}. More specific routes win, as everywhere. At the prefix
   * itself a client is led to the one with a slash. Sending a file may take an hour, unless {@code
   * options} say otherwise.
   *
   * @param options for the route; a name is that of the files, not of the prefix
   */
  default S files(String prefix, StaticFiles files, RouteOption... options) {
    return FileRoutes.add(this, prefix, files, options);
  }
}
