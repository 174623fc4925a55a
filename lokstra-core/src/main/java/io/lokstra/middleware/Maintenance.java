package io.lokstra.middleware;

import io.lokstra.config.Default;
import io.lokstra.http.Middleware;
import io.lokstra.http.Next;
import io.lokstra.http.RequestContext;
import io.lokstra.http.Response;
import io.lokstra.internal.web.Bounds;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Positive;
import java.time.Duration;
import java.util.function.UnaryOperator;

/**
 * Answers 503 with {@code Retry-After} in the place of everything inside while it is on. It is
 * switched while the server runs: keep the instance, and switch it from a route that is exempt.
 *
 * <p>A route is exempt by {@code without("maintenance")}, which is of that very route: no pattern
 * of URLs is compared that a request could be written around. {@code /health} is exempt anyway.
 */
public final class Maintenance implements Middleware {

  /**
   * How it begins.
   *
   * @param enabled whether it is on from the start
   * @param message what clients are told
   * @param retryAfter when they may come again
   */
  @io.lokstra.config.Options
  public record Options(
      @Default("false") boolean enabled,
      @Default("The service is being maintained; try again later.") @NotBlank String message,
      @Default("60s") @Positive Duration retryAfter) {

    /** Off. */
    public static Options defaults() {
      return new Options(
          false, "The service is being maintained; try again later.", Duration.ofSeconds(60));
    }

    /** On from the start, or not. */
    public Options enabled(boolean on) {
      return new Options(on, message, retryAfter);
    }

    /** What clients are told. */
    public Options message(String text) {
      return new Options(enabled, text, retryAfter);
    }

    /** When they may come again. */
    public Options retryAfter(Duration time) {
      return new Options(enabled, message, time);
    }
  }

  private final Options options;
  private volatile boolean on;

  private Maintenance(Options options) {
    Bounds.positive("maintenance", "retry-after", options.retryAfter());
    this.options = options;
    this.on = options.enabled();
  }

  /** Off until it is switched on. */
  public static Maintenance create() {
    return create(Options.defaults());
  }

  /** {@code create(work -> work.retryAfter(Duration.ofMinutes(5)))}. */
  public static Maintenance create(UnaryOperator<Options> options) {
    return create(options.apply(Options.defaults()));
  }

  /** By these options. */
  public static Maintenance create(Options options) {
    return new Maintenance(options);
  }

  /** Answers requests from now on; those in progress are finished. */
  public void on() {
    on = true;
  }

  /** Lets requests pass again. */
  public void off() {
    on = false;
  }

  /** Whether it is on. */
  public boolean isOn() {
    return on;
  }

  @Override
  public Response handle(RequestContext ctx, Next next) {
    return on ? Response.unavailable(options.message(), options.retryAfter()) : next.handle(ctx);
  }

  @Override
  public String name() {
    return "maintenance";
  }
}
