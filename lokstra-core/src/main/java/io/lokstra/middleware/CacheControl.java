package io.lokstra.middleware;

import io.lokstra.config.Default;
import io.lokstra.http.Header;
import io.lokstra.http.Middleware;
import io.lokstra.http.Next;
import io.lokstra.http.RequestContext;
import io.lokstra.http.Response;
import io.lokstra.internal.web.Bounds;
import jakarta.validation.constraints.PositiveOrZero;
import java.time.Duration;
import java.util.function.UnaryOperator;

/**
 * Says who may keep answers, and how long ({@code Cache-Control}, RFC 9111 §5.2). Nobody, unless
 * told. For successful answers to GET and HEAD that do not say so themselves; errors, and answers
 * to what changes something, are for nobody to keep.
 */
public final class CacheControl implements Middleware {
  private static final Header NO_STORE = Header.of("cache-control", "no-store");

  /** Who may keep an answer. */
  public enum Storage {
    /** Nobody. */
    NO_STORE,
    /** The client alone. */
    PRIVATE,
    /** Caches on the way too. */
    PUBLIC
  }

  /**
   * How long.
   *
   * @param storage who may keep an answer
   * @param maxAge how long it may be used without asking again
   * @param sharedMaxAge the same for caches on the way; zero for {@code max-age}
   * @param staleWhileRevalidate how long an older one may be used while it is asked for (RFC 5861)
   * @param staleIfError how long an older one may be used where a newer cannot be had (RFC 5861)
   * @param mustRevalidate whether an older one must never be used
   * @param immutable whether it will not change while it may be used (RFC 8246)
   * @param noTransform whether nothing on the way may change its form
   */
  @io.lokstra.config.Options
  public record Options(
      @Default("no-store") Storage storage,
      @Default("0s") @PositiveOrZero Duration maxAge,
      @Default("0s") @PositiveOrZero Duration sharedMaxAge,
      @Default("0s") @PositiveOrZero Duration staleWhileRevalidate,
      @Default("0s") @PositiveOrZero Duration staleIfError,
      @Default("false") boolean mustRevalidate,
      @Default("false") boolean immutable,
      @Default("false") boolean noTransform) {

    /** Nobody. */
    public static Options defaults() {
      return new Options(
          Storage.NO_STORE,
          Duration.ZERO,
          Duration.ZERO,
          Duration.ZERO,
          Duration.ZERO,
          false,
          false,
          false);
    }

    /** The client alone, so long. */
    public Options forClient(Duration time) {
      return new Options(
          Storage.PRIVATE,
          time,
          sharedMaxAge,
          staleWhileRevalidate,
          staleIfError,
          mustRevalidate,
          immutable,
          noTransform);
    }

    /** Everybody, so long. */
    public Options forAll(Duration time) {
      return new Options(
          Storage.PUBLIC,
          time,
          sharedMaxAge,
          staleWhileRevalidate,
          staleIfError,
          mustRevalidate,
          immutable,
          noTransform);
    }

    /** Caches on the way, so long. */
    public Options sharedMaxAge(Duration time) {
      return new Options(
          storage,
          maxAge,
          time,
          staleWhileRevalidate,
          staleIfError,
          mustRevalidate,
          immutable,
          noTransform);
    }

    /** Older ones while a newer is asked for, and where none can be had. */
    public Options stale(Duration whileRevalidate, Duration ifError) {
      return new Options(
          storage,
          maxAge,
          sharedMaxAge,
          whileRevalidate,
          ifError,
          mustRevalidate,
          immutable,
          noTransform);
    }

    /** Never older ones, or older ones too. */
    public Options mustRevalidate(boolean must) {
      return new Options(
          storage,
          maxAge,
          sharedMaxAge,
          staleWhileRevalidate,
          staleIfError,
          must,
          immutable,
          noTransform);
    }

    /** Never changing, or not. */
    public Options immutable(boolean never) {
      return new Options(
          storage,
          maxAge,
          sharedMaxAge,
          staleWhileRevalidate,
          staleIfError,
          mustRevalidate,
          never,
          noTransform);
    }

    /** In this form alone, or in any. */
    public Options noTransform(boolean forbidden) {
      return new Options(
          storage,
          maxAge,
          sharedMaxAge,
          staleWhileRevalidate,
          staleIfError,
          mustRevalidate,
          immutable,
          forbidden);
    }
  }

  private final Header field;

  private CacheControl(Options options) {
    check(options);
    field = Header.of("cache-control", text(options));
  }

  private static void check(Options options) {
    Bounds.notNegative("cache-control", "max-age", options.maxAge());
    Bounds.notNegative("cache-control", "shared-max-age", options.sharedMaxAge());
    Bounds.notNegative("cache-control", "stale-while-revalidate", options.staleWhileRevalidate());
    Bounds.notNegative("cache-control", "stale-if-error", options.staleIfError());
    boolean ages =
        options.maxAge().isPositive()
            || options.sharedMaxAge().isPositive()
            || options.staleWhileRevalidate().isPositive()
            || options.staleIfError().isPositive()
            || options.mustRevalidate()
            || options.immutable();
    if (options.storage() == Storage.NO_STORE && ages) {
      throw new IllegalArgumentException(
          "cache-control: an age is given while storage is no-store; make it private or public, or leave the age out");
    }
    if (options.storage() == Storage.PRIVATE && options.sharedMaxAge().isPositive()) {
      throw new IllegalArgumentException(
          "cache-control: shared-max-age is given while storage is private; make it public, or leave shared-max-age out");
    }
    if (options.mustRevalidate()
        && (options.staleIfError().isPositive() || options.staleWhileRevalidate().isPositive())) {
      throw new IllegalArgumentException(
          "cache-control: must-revalidate and a stale time contradict each other; leave one out");
    }
  }

  private static String text(Options options) {
    StringBuilder text = new StringBuilder(64);
    switch (options.storage()) {
      case NO_STORE -> text.append("no-store");
      case PRIVATE -> text.append("private");
      case PUBLIC -> text.append("public");
    }
    if (options.storage() != Storage.NO_STORE) {
      text.append(", max-age=").append(options.maxAge().toSeconds());
    }
    add(text, "s-maxage", options.sharedMaxAge());
    add(text, "stale-while-revalidate", options.staleWhileRevalidate());
    add(text, "stale-if-error", options.staleIfError());
    text.append(options.mustRevalidate() ? ", must-revalidate" : "");
    text.append(options.immutable() ? ", immutable" : "");
    text.append(options.noTransform() ? ", no-transform" : "");
    return text.toString();
  }

  private static void add(StringBuilder text, String directive, Duration time) {
    if (time.isPositive()) {
      text.append(", ").append(directive).append('=').append(time.toSeconds());
    }
  }

  /** Nobody may keep them. */
  public static CacheControl create() {
    return create(Options.defaults());
  }

  /** {@code create(cache -> cache.forAll(Duration.ofHours(1)))}. */
  public static CacheControl create(UnaryOperator<Options> options) {
    return create(options.apply(Options.defaults()));
  }

  /**
   * By these options.
   *
   * @throws IllegalArgumentException when they contradict each other
   */
  public static CacheControl create(Options options) {
    return new CacheControl(options);
  }

  @Override
  public Response handle(RequestContext ctx, Next next) {
    Response response = next.handle(ctx);
    if (response.headers().contains("cache-control")) {
      return response;
    }
    boolean reads = ctx.method().equals("GET") || ctx.method().equals("HEAD");
    boolean succeeded = response.status() < 300 || response.status() == 304;
    return response.withHeader(reads && succeeded ? field : NO_STORE);
  }

  @Override
  public String name() {
    return "cache-control";
  }
}
