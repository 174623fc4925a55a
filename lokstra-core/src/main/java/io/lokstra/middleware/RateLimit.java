package io.lokstra.middleware;

import io.lokstra.config.Default;
import io.lokstra.http.Header;
import io.lokstra.http.HeaderName;
import io.lokstra.http.Middleware;
import io.lokstra.http.Next;
import io.lokstra.http.RequestContext;
import io.lokstra.http.Response;
import io.lokstra.internal.web.ClientKey;
import io.lokstra.internal.web.HttpToken;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Lets a client ask so often, and answers 429 with {@code Retry-After} beyond. Every answer says
 * how things stand, by {@code RateLimit-Policy} and {@code RateLimit}
 * (draft-ietf-httpapi-ratelimit-headers-10).
 *
 * <p>A client is its address, as far as it can be believed ({@link
 * RequestContext#clientAddress()}); of version 6 the network of its subscriber, since one has 2^64
 * addresses to choose from. Or it is whatever a function says.
 */
public final class RateLimit implements Middleware {
  private static final HeaderName STATE = HeaderName.of("ratelimit");

  /**
   * How often.
   *
   * @param limit how many requests in each window, spread evenly
   * @param window how long that is
   * @param burst how many of them may come at once; 0 for as many as the limit
   * @param maxKeys for how many clients there is a count of their own, about; 16 bytes each
   * @param ipv6Prefix how many bits of an address of version 6 are a client
   * @param policy what this limit is called in answers, where there are several
   */
  @io.lokstra.config.Options
  public record Options(
      @Default("100") @Positive int limit,
      @Default("1m") @Positive Duration window,
      @Default("0") @PositiveOrZero int burst,
      @Default("65536") @Positive int maxKeys,
      @Default("64") @Min(16) @Max(128) int ipv6Prefix,
      @Default("default") String policy) {

    /** Checks the name. */
    public Options {
      HttpToken.require("policy", policy);
    }

    /** 100 a minute for each address. */
    public static Options defaults() {
      return new Options(100, Duration.ofMinutes(1), 0, 65_536, 64, "default");
    }

    /** So many requests in each window. */
    public Options limit(int requests, Duration each) {
      return new Options(requests, each, burst, maxKeys, ipv6Prefix, policy);
    }

    /** So many of them at once. */
    public Options burst(int requests) {
      return new Options(limit, window, requests, maxKeys, ipv6Prefix, policy);
    }

    /** A count of their own for so many clients, about. */
    public Options maxKeys(int clients) {
      return new Options(limit, window, burst, clients, ipv6Prefix, policy);
    }

    /** So many bits of an address of version 6 are a client. */
    public Options ipv6Prefix(int bits) {
      return new Options(limit, window, burst, maxKeys, bits, policy);
    }

    /** What this limit is called in answers. */
    public Options policy(String name) {
      return new Options(limit, window, burst, maxKeys, ipv6Prefix, name);
    }

    private int atOnce() {
      return burst == 0 ? limit : burst;
    }
  }

  private final RateLimiter limiter;
  private final Function<? super RequestContext, String> key;
  private final Header policy;
  private final String state;

  private RateLimit(
      Options options, RateLimiter limiter, Function<? super RequestContext, String> key) {
    this.limiter = limiter;
    this.key = key;
    long seconds = Math.max(1, options.window().plusMillis(999).toSeconds());
    policy =
        Header.of(
            "ratelimit-policy",
            "\"" + options.policy() + "\";q=" + options.limit() + ";w=" + seconds);
    state = "\"" + options.policy() + "\";r=";
  }

  /** 100 a minute for each address. */
  public static RateLimit create() {
    return create(Options.defaults());
  }

  /** {@code create(rate -> rate.limit(10, Duration.ofSeconds(1)))}. */
  public static RateLimit create(UnaryOperator<Options> options) {
    return create(options.apply(Options.defaults()));
  }

  /** By these options, for each address. */
  public static RateLimit create(Options options) {
    int bits = options.ipv6Prefix();
    if (bits < 16 || bits > 128) {
      throw new IllegalArgumentException(
          "rate-limit: ipv6-prefix is %d; expected 16 to 128".formatted(bits));
    }
    return create(options, ctx -> ClientKey.of(ctx.clientAddress(), bits));
  }

  /**
   * By these options, for whatever {@code key} says: a user, a tenant, an API key. Requests for
   * which it says nothing ({@code ""}) are counted together.
   */
  public static RateLimit create(Options options, Function<? super RequestContext, String> key) {
    RateLimiter limiter =
        RateLimiter.inMemory(
            options.limit(), options.window(), options.atOnce(), options.maxKeys());
    return create(options, key, limiter);
  }

  /** By a limiter of the caller's, of which {@code options} tell clients. */
  public static RateLimit create(
      Options options, Function<? super RequestContext, String> key, RateLimiter limiter) {
    return new RateLimit(options, limiter, key);
  }

  @Override
  public Response handle(RequestContext ctx, Next next) throws Exception {
    RateLimiter.Decision decision = limiter.take(key.apply(ctx));
    Response response =
        decision.allowed() ? next.handle(ctx) : Response.tooManyRequests(decision.retryAfter());
    long seconds = decision.reset().plusMillis(999).toSeconds();
    // Beside those of a limit further inside: both fields are lists.
    return response
        .plusHeader(policy)
        .plusHeader(STATE.with(state + decision.remaining() + ";t=" + seconds));
  }

  @Override
  public String name() {
    return "rate-limit";
  }
}
