package io.lokstra.http;

import io.lokstra.engine.ListenAddress;
import io.lokstra.engine.ProxyProtocolOptions;
import io.lokstra.engine.TlsOptions;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Routes that are served on one address.
 *
 * <p>A server may hold several apps; those with one address are served together. Not thread-safe
 * while it is being filled.
 */
public final class App implements Routes<App> {
  private final String name;
  private final ListenAddress address;
  private Router routes;
  private TrailingSlash trailingSlash = TrailingSlash.STRICT;
  private ResponseFormatter formatter = ResponseFormatter.lokstra();
  private boolean health = true;
  private Optional<TlsOptions> tls = Optional.empty();
  private Optional<ProxyProtocolOptions> proxyProtocol = Optional.empty();

  private App(String name, ListenAddress address, Router routes) {
    this.name = name;
    this.address = address;
    this.routes = routes;
  }

  /**
   * An app with no routes yet.
   *
   * @param name for logs, configuration ({@code apps.<name>}) and {@link RunningServer#port}
   * @param address {@code ":8080"}, {@code "host:8080"}, {@code "unix:/run/app.sock"}; port 0 lets
   *     the system choose
   * @throws IllegalArgumentException when the address is none
   */
  public static App named(String name, String address) {
    return new App(name, ListenAddress.parse(address), Router.named(name));
  }

  /** As configuration wants it, with {@code wired} in the place of its own routes. */
  App wired(AppOptions said, Router wired) {
    App app = new App(name, said.listen(), wired);
    app.trailingSlash = said.trailingSlash();
    app.formatter = said.format().map(AppOptions.Format::formatter).orElse(formatter);
    app.health = said.health();
    app.tls = said.tls();
    app.proxyProtocol = said.proxyProtocol();
    return said.offLoop() ? app.offLoop() : app;
  }

  @Override
  public App route(String method, String path, Handler handler, RouteOption... options) {
    routes.route(method, path, handler, options);
    return this;
  }

  @Override
  public <T> App route(
      String method, String path, Class<T> input, TypedHandler<T> handler, RouteOption... options) {
    routes.route(method, path, input, handler, options);
    return this;
  }

  @Override
  public App group(String prefix, Consumer<Router> group) {
    routes.group(prefix, group);
    return this;
  }

  @Override
  public App mount(String prefix, Router router) {
    routes.mount(prefix, router);
    return this;
  }

  @Override
  public App mount(String prefix, RouterFactory router) {
    routes.mount(prefix, router);
    return this;
  }

  @Override
  public App use(Middleware... middleware) {
    routes.use(middleware);
    return this;
  }

  @Override
  public App without(String... names) {
    routes.without(names);
    return this;
  }

  @Override
  public <E extends Throwable> App onError(Class<E> type, ErrorHandler<? super E> handler) {
    routes.onError(type, handler);
    return this;
  }

  @Override
  public App offLoop() {
    routes.offLoop();
    return this;
  }

  /**
   * What a slash too many or too few at the end of a path means; {@link TrailingSlash#STRICT}
   * unless said.
   */
  public App trailingSlash(TrailingSlash policy) {
    trailingSlash = policy;
    return this;
  }

  /** The shape of data and errors in this app; {@link ResponseFormatter#lokstra()} unless said. */
  public App format(ResponseFormatter formatter) {
    this.formatter = formatter;
    return this;
  }

  /**
   * Whether this app answers {@code /health/live} and {@code /health/ready}; it does unless told
   * not to.
   */
  public App health(boolean answered) {
    health = answered;
    return this;
  }

  /**
   * Serves this app over TLS: {@code tls(TlsOptions.pem(Path.of("cert.pem"), Path.of("key.pem")))}.
   * Configuration may say otherwise, key by key, under {@code apps.<name>.tls}.
   */
  public App tls(TlsOptions options) {
    tls = Optional.of(options);
    return this;
  }

  /**
   * Has every connection begin with the PROXY protocol, which names the client: {@code
   * proxyProtocol(ProxyProtocolOptions.trusting("10.0.0.0/8"))}, the networks of the load balancers
   * that may say so. Configuration may say otherwise, key by key, under {@code
   * apps.<name>.proxy-protocol}.
   */
  public App proxyProtocol(ProxyProtocolOptions options) {
    proxyProtocol = Optional.of(options);
    return this;
  }

  /** Starts a server with this app alone and waits until it is told to stop: {@link Server#run}. */
  public void run(String... args) {
    Server.named(name).app(this).run(args);
  }

  /** Starts a server with this app alone: {@link Server#start}. */
  public RunningServer start(String... arguments) {
    return Server.named(name).app(this).start(arguments);
  }

  /** The name. */
  public String name() {
    return name;
  }

  /** Where it is to be served. */
  public ListenAddress address() {
    return address;
  }

  Optional<TlsOptions> tls() {
    return tls;
  }

  Optional<ProxyProtocolOptions> proxyProtocol() {
    return proxyProtocol;
  }

  /** The same with other routes. */
  App with(Router others) {
    App copy = new App(name, address, others);
    copy.trailingSlash = trailingSlash;
    copy.formatter = formatter;
    copy.health = health;
    copy.tls = tls;
    copy.proxyProtocol = proxyProtocol;
    return copy;
  }

  Router routes() {
    return routes;
  }

  TrailingSlash trailingSlash() {
    return trailingSlash;
  }

  ResponseFormatter formatter() {
    return formatter;
  }

  boolean answersHealth() {
    return health;
  }
}
