package io.lokstra.http;

import io.lokstra.websocket.WebSocketOptions;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * What may be said of a route after its handler: {@code get("/{id}", handler, name("todo"),
 * returns(Todo.class))}.
 */
public sealed interface RouteOption {

  /** The name to build URLs by; unique within an app. */
  static RouteOption name(String name) {
    return new Name(name);
  }

  /** One line for the documentation. */
  static RouteOption description(String text) {
    return new Description(text);
  }

  /** What a successful answer carries, for the documentation; the test kit holds handlers to it. */
  static RouteOption returns(Type type) {
    return new Returns(type);
  }

  /** Middleware of this route alone, inside that of its group. */
  static RouteOption use(Middleware... middleware) {
    return new Use(List.of(middleware));
  }

  /** Leaves out middleware that would be inherited, by name. */
  static RouteOption without(String... names) {
    return new Without(List.of(names));
  }

  /**
   * Never runs this handler on an event loop, not even up to its first block: for one that computes
   * for long. Routes that hold their loop are moved off it anyway; this says so from the first
   * request on.
   */
  static RouteOption offLoop() {
    return new OffLoop();
  }

  /** The largest body this route takes, in bytes, in place of the listener's limit. */
  static RouteOption maxBody(long bytes) {
    return new MaxBody(bytes);
  }

  /** How long a request of this route may take, in place of the listener's limit. */
  static RouteOption timeout(Duration timeout) {
    return new Timeout(timeout);
  }

  /** Lets {@code %2F} stand in what a {@code {path...}} captures; it is refused elsewhere. */
  static RouteOption allowEncodedSlash() {
    return new AllowEncodedSlash();
  }

  /**
   * Limits and times of this WebSocket route, in place of the server's: {@code webSocket(ws ->
   * ws.maxMessageSize(1 << 20))}.
   */
  static RouteOption webSocket(UnaryOperator<WebSocketOptions> options) {
    return new OfWebSocket(options);
  }

  /** The name to build URLs by. */
  record Name(String value) implements RouteOption {}

  /** One line for the documentation. */
  record Description(String text) implements RouteOption {}

  /** The type of a successful answer. */
  record Returns(Type type) implements RouteOption {}

  /** The route's own middleware, outermost first. */
  record Use(List<Middleware> middleware) implements RouteOption {}

  /** Names of inherited middleware to leave out. */
  record Without(List<String> names) implements RouteOption {}

  /** Never on an event loop. */
  record OffLoop() implements RouteOption {}

  /** The largest body, in bytes. */
  record MaxBody(long bytes) implements RouteOption {}

  /** The longest time. */
  record Timeout(Duration time) implements RouteOption {}

  /** What a WebSocket route makes of the server's options. */
  record OfWebSocket(UnaryOperator<WebSocketOptions> options) implements RouteOption {}

  /** Encoded slashes are data here. */
  record AllowEncodedSlash() implements RouteOption {}
}
