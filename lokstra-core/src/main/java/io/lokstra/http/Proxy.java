package io.lokstra.http;

import io.lokstra.config.Default;
import io.lokstra.engine.Exchange;
import io.lokstra.engine.Forward;
import io.lokstra.engine.ForwardException;
import io.lokstra.engine.ForwardException.Reason;
import io.lokstra.engine.ForwardedResponse;
import io.lokstra.engine.UpstreamOptions;
import io.lokstra.engine.UpstreamTls;
import io.lokstra.internal.web.HttpToken;
import io.lokstra.internal.web.ListField;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has other servers answer: a reverse proxy as a handler, for {@link Routes#proxy}. Content streams
 * both ways at the pace of whoever reads more slowly.
 *
 * <p>Of a route with a {@code {path...}} what that captured is put after the path of the upstream;
 * of any other the upstream's path is the whole. The query goes with it. Paths were parsed and
 * checked once by then: what the router saw is what the other server gets.
 *
 * <p>What a client says of itself is not passed on as the truth: {@code X-Forwarded-*} and {@code
 * Forwarded} are written anew from the connection, or from what a trusted proxy said. Thread-safe.
 */
public final class Proxy implements Handler {
  private static final Logger LOG = LoggerFactory.getLogger(Proxy.class);

  /**
   * Where to, and with what patience.
   *
   * @param upstreams servers that answer alike, taken in turn: {@code http://10.0.0.7:8080}, {@code
   *     https://shop.internal/base}, {@code unix:/run/app.sock}
   * @param preserveHost whether the upstream sees the {@code Host} that the client asked for; else
   *     its own, and the client's as {@code X-Forwarded-Host}
   * @param connectTimeout how long it may take to connect; 504
   * @param responseTimeout how long the head of a response may take once the request was sent; 504
   * @param idleTimeout how long nothing may come of a response that has begun, or pass on an
   *     upgraded connection; cut
   * @param keepAlive how long an unused connection is kept
   * @param maxConnections most connections to one upstream
   * @param maxWaiting most requests that wait for one of them; 503 beyond
   * @param waitTimeout how long a request waits for one; 503
   * @param retries how often a request is tried again, on another upstream if there is one: only
   *     while nothing of it was sent, or when its method is idempotent, it has no content, and no
   *     octet of a response came
   * @param failTime how long an upstream that cannot be reached, or does not answer in time, is
   *     passed over while there are others
   * @param upgrades protocols to which a client may change its connection (RFC 9110 §7.8)
   * @param pseudonym what this proxy calls itself in {@code Via}
   * @param tls whom to trust of upstreams with {@code https://}
   */
  @io.lokstra.config.Options
  public record Options(
      List<String> upstreams,
      @Default("false") boolean preserveHost,
      @Default("5s") @Positive Duration connectTimeout,
      @Default("30s") @Positive Duration responseTimeout,
      @Default("60s") @Positive Duration idleTimeout,
      @Default("30s") @Positive Duration keepAlive,
      @Default("256") @Positive int maxConnections,
      @Default("1000") @PositiveOrZero int maxWaiting,
      @Default("2s") @Positive Duration waitTimeout,
      @Default("1") @PositiveOrZero @Max(10) int retries,
      @Default("10s") @PositiveOrZero Duration failTime,
      @Default("websocket") List<String> upgrades,
      @Default("lokstra") String pseudonym,
      ProxyTls tls) {

    /** Checks the servers and the names. */
    public Options {
      upstreams = List.copyOf(upstreams);
      var _ = ProxyTarget.checked(upstreams);
      upgrades = HttpToken.checked("upgrades", upgrades);
      HttpToken.require("pseudonym", pseudonym);
    }

    /** These servers, and the defaults. */
    public static Options to(String... upstreams) {
      return new Options(
          List.of(upstreams),
          false,
          Duration.ofSeconds(5),
          Duration.ofSeconds(30),
          Duration.ofSeconds(60),
          Duration.ofSeconds(30),
          256,
          1_000,
          Duration.ofSeconds(2),
          1,
          Duration.ofSeconds(10),
          List.of("websocket"),
          "lokstra",
          ProxyTls.defaults());
    }

    /** The upstream sees the host that the client asked for. */
    public Options withHostOfClient() {
      return new Options(
          upstreams,
          true,
          connectTimeout,
          responseTimeout,
          idleTimeout,
          keepAlive,
          maxConnections,
          maxWaiting,
          waitTimeout,
          retries,
          failTime,
          upgrades,
          pseudonym,
          tls);
    }

    /** To connect, to begin a response, to go on with one. */
    public Options timeouts(Duration connect, Duration response, Duration idle) {
      return new Options(
          upstreams,
          preserveHost,
          connect,
          response,
          idle,
          keepAlive,
          maxConnections,
          maxWaiting,
          waitTimeout,
          retries,
          failTime,
          upgrades,
          pseudonym,
          tls);
    }

    /** So many connections to each upstream, so many requests that wait for one, for so long. */
    public Options connections(int most, int waiting, Duration wait) {
      return new Options(
          upstreams,
          preserveHost,
          connectTimeout,
          responseTimeout,
          idleTimeout,
          keepAlive,
          most,
          waiting,
          wait,
          retries,
          failTime,
          upgrades,
          pseudonym,
          tls);
    }

    /** An unused connection is kept for so long. */
    public Options keepAlive(Duration unused) {
      return new Options(
          upstreams,
          preserveHost,
          connectTimeout,
          responseTimeout,
          idleTimeout,
          unused,
          maxConnections,
          maxWaiting,
          waitTimeout,
          retries,
          failTime,
          upgrades,
          pseudonym,
          tls);
    }

    /** A request is tried again so often; an upstream that failed is passed over for so long. */
    public Options retries(int times, Duration passedOver) {
      return new Options(
          upstreams,
          preserveHost,
          connectTimeout,
          responseTimeout,
          idleTimeout,
          keepAlive,
          maxConnections,
          maxWaiting,
          waitTimeout,
          times,
          passedOver,
          upgrades,
          pseudonym,
          tls);
    }

    /** Clients may change to these protocols, and to no others. */
    public Options upgrades(String... protocols) {
      return new Options(
          upstreams,
          preserveHost,
          connectTimeout,
          responseTimeout,
          idleTimeout,
          keepAlive,
          maxConnections,
          maxWaiting,
          waitTimeout,
          retries,
          failTime,
          List.of(protocols),
          pseudonym,
          tls);
    }

    /** It calls itself so in {@code Via}. */
    public Options pseudonym(String name) {
      return new Options(
          upstreams,
          preserveHost,
          connectTimeout,
          responseTimeout,
          idleTimeout,
          keepAlive,
          maxConnections,
          maxWaiting,
          waitTimeout,
          retries,
          failTime,
          upgrades,
          name,
          tls);
    }

    /** Whom to trust of upstreams with {@code https://}. */
    public Options tls(ProxyTls trust) {
      return new Options(
          upstreams,
          preserveHost,
          connectTimeout,
          responseTimeout,
          idleTimeout,
          keepAlive,
          maxConnections,
          maxWaiting,
          waitTimeout,
          retries,
          failTime,
          upgrades,
          pseudonym,
          trust);
    }
  }

  private final Options options;
  private final UpstreamOptions connections;
  private final ProxyTargets targets;

  private Proxy(Options options) {
    this.options = options;
    this.connections =
        new UpstreamOptions(
            options.connectTimeout(),
            options.responseTimeout(),
            options.idleTimeout(),
            options.keepAlive(),
            options.maxConnections(),
            options.maxWaiting(),
            options.waitTimeout(),
            new UpstreamTls(
                options.tls().authorities().map(ProxyAuthorities::read).orElse(List.of()),
                options.tls().verify(),
                options.tls().name()));
    this.targets = new ProxyTargets(ProxyTarget.checked(options.upstreams()), options.failTime());
  }

  /**
   * A proxy to servers that answer alike: {@code Proxy.to("http://10.0.0.7:8080")}.
   *
   * @throws IllegalArgumentException for what is no server
   */
  public static Proxy to(String... upstreams) {
    return new Proxy(Options.to(upstreams));
  }

  /** A proxy as {@code options} say. */
  public static Proxy of(Options options) {
    return new Proxy(options);
  }

  @Override
  public Response handle(RequestContext ctx) throws InterruptedException {
    if (!(ctx instanceof ActiveRequest request)) {
      throw new IllegalArgumentException("only the request of a running server can be forwarded");
    }
    if (request.method().equals("TRACE")) {
      // It would show what is added on the way (RFC 9110 §9.3.8 asks for no secrets in it).
      throw new HttpException(Failure.of(405));
    }
    Exchange exchange = request.exchange();
    if (request.method().equals("OPTIONS") && MaxForwards.isLast(exchange.headers())) {
      return MaxForwards.ANSWER;
    }
    Optional<String> upgrade = upgrade(exchange);
    ProxyRequestFields fields = new ProxyRequestFields(request, options.pseudonym());
    ProxyTargets.Round round = targets.round();
    for (int attempt = 0; ; attempt++) {
      ProxyTarget target = round.next();
      try {
        Forward forward =
            new Forward(
                target.upstream(),
                connections,
                exchange.method(),
                target.path(request.route(), exchange.target()),
                fields.headers(options.preserveHost() ? "" : target.upstream().authority()),
                upgrade);
        ForwardedResponse answered = exchange.forward(forward);
        target.answered();
        return response(request, target, answered, upgrade);
      } catch (ForwardException e) {
        round.failed(target, e.reason());
        if (attempt >= options.retries() || !mayTryAgain(exchange, e.reason())) {
          throw ProxyFailure.of(request, e);
        }
        LOG.debug("{} is tried again [{}]", request, request.requestId(), e);
      }
    }
  }

  /** The protocol that the client wants to change to, where it may. */
  private Optional<String> upgrade(Exchange exchange) {
    Headers headers = exchange.headers();
    if (exchange.version() != 1
        || !headers.contains("upgrade")
        || exchange.body().length() != 0
        || !ListField.has(headers, "connection", "upgrade")) {
      return Optional.empty();
    }
    for (String protocol : options.upgrades()) {
      if (ListField.has(headers, "upgrade", protocol)) {
        return Optional.of(protocol);
      }
    }
    return Optional.empty();
  }

  private boolean mayTryAgain(Exchange exchange, Reason reason) {
    return switch (reason) {
      case UNREACHABLE, CONNECT_TIMEOUT -> true;
      case BUSY -> targets.size() > 1;
      case CLOSED -> exchange.body().length() == 0 && isIdempotent(exchange.method());
      case CUT, TIMEOUT, MALFORMED -> false;
    };
  }

  private static boolean isIdempotent(String method) {
    return switch (method) {
      case "GET", "HEAD", "OPTIONS", "PUT", "DELETE" -> true;
      default -> false;
    };
  }

  private static Response response(
      ActiveRequest request,
      ProxyTarget target,
      ForwardedResponse answered,
      Optional<String> upgrade) {
    ResponseHeaders headers =
        ProxyLocation.seenFromOutside(HopByHop.without(answered.headers()), target, request);
    if (upgrade.isPresent() && answered.upgraded().isPresent()) {
      ProxyTunnel tunnel = new ProxyTunnel(answered.upgraded().get());
      return Response.of(
          answered.status(),
          headers,
          new ResponseBody.Upgrade(upgrade.get().toLowerCase(Locale.ROOT), tunnel));
    }
    return Response.of(answered.status(), headers, answered.body());
  }

  @Override
  public String toString() {
    return "proxy to " + options.upstreams();
  }
}
