package io.lokstra.http;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A set of routes with what is around them: middleware, groups, other routers, error rules.
 *
 * <p>A router is a description: it is read when a server starts and may be mounted in several
 * places. Not thread-safe while it is being filled.
 */
public final class Router implements Routes<Router> {

  /** What a router holds, in the order it was added. */
  sealed interface Entry {
    /** A route. */
    record Own(
        String method,
        String path,
        Handler handler,
        Optional<TypedRoute<?>> typed,
        List<RouteOption> options,
        String origin)
        implements Entry {}

    /** A router below a prefix. */
    record Mounted(String prefix, Router router, String origin) implements Entry {}

    /** A router below a prefix that is built at start. */
    record Built(String prefix, RouterFactory factory, String origin) implements Entry {}
  }

  /** A handler that wants its input bound. */
  record TypedRoute<T>(Class<T> input, TypedHandler<T> handler) {}

  private final String name;
  private final Optional<String> place;
  private final List<Entry> entries = new ArrayList<>();
  private final List<Middleware> middleware = new ArrayList<>();
  private final List<String> excluded = new ArrayList<>();
  private final Map<Class<? extends Throwable>, ErrorHandler<?>> errors = new LinkedHashMap<>();
  private boolean offLoop;

  private Router(String name, Optional<String> place) {
    this.name = name;
    this.place = place;
  }

  /** A router with no routes yet; {@code name} is for the route table and for errors. */
  public static Router named(String name) {
    return new Router(name, Optional.empty());
  }

  /** A router of which everything is said at {@code place}, in a file of configuration. */
  static Router declared(String name, String place) {
    return new Router(name, Optional.of(place));
  }

  @Override
  public Router route(String method, String path, Handler handler, RouteOption... options) {
    return add(method, path, handler, Optional.empty(), options);
  }

  @Override
  public <T> Router route(
      String method, String path, Class<T> input, TypedHandler<T> handler, RouteOption... options) {
    Handler never =
        ctx -> {
          throw new IllegalStateException("the typed form of this route is compiled at start");
        };
    return add(method, path, never, Optional.of(new TypedRoute<>(input, handler)), options);
  }

  private Router add(
      String method,
      String path,
      Handler handler,
      Optional<TypedRoute<?>> typed,
      RouteOption... options) {
    entries.add(new Entry.Own(method, path, handler, typed, List.of(options), here()));
    return this;
  }

  @Override
  public Router group(String prefix, Consumer<Router> routes) {
    Router group = new Router("", place);
    entries.add(new Entry.Mounted(prefix, group, here()));
    routes.accept(group);
    return this;
  }

  @Override
  public Router mount(String prefix, Router router) {
    entries.add(new Entry.Mounted(prefix, router, here()));
    return this;
  }

  @Override
  public Router mount(String prefix, RouterFactory router) {
    entries.add(new Entry.Built(prefix, router, Origin.ofCaller()));
    return this;
  }

  @Override
  public Router use(Middleware... added) {
    middleware.addAll(List.of(added));
    return this;
  }

  @Override
  public Router without(String... names) {
    excluded.addAll(List.of(names));
    return this;
  }

  @Override
  public <E extends Throwable> Router onError(Class<E> type, ErrorHandler<? super E> handler) {
    errors.put(type, handler);
    return this;
  }

  @Override
  public Router offLoop() {
    offLoop = true;
    return this;
  }

  /** The same with these entries in the place of its own. */
  Router with(List<Entry> others) {
    Router copy = new Router(name, place);
    copy.entries.addAll(others);
    copy.middleware.addAll(middleware);
    copy.excluded.addAll(excluded);
    copy.errors.putAll(errors);
    copy.offLoop = offLoop;
    return copy;
  }

  private String here() {
    return place.isPresent() ? place.get() : Origin.ofCaller();
  }

  /** The name; empty for a group. */
  public String name() {
    return name;
  }

  List<Entry> entries() {
    return entries;
  }

  List<Middleware> middleware() {
    return middleware;
  }

  List<String> excluded() {
    return excluded;
  }

  Map<Class<? extends Throwable>, ErrorHandler<?>> errors() {
    return errors;
  }

  boolean isOffLoop() {
    return offLoop;
  }
}
