package io.lokstra.middleware;

import io.lokstra.config.Default;
import io.lokstra.http.LimitSetter;
import io.lokstra.http.Limits;
import jakarta.validation.constraints.Positive;
import java.time.Duration;
import java.util.function.UnaryOperator;

/**
 * Says how long a request of the routes inside may take, from its first byte on, in place of the
 * listener's {@code request-timeout}: shorter, or longer. At the deadline it is cancelled:
 * callbacks of {@link io.lokstra.http.Cancellation} run, a statement of the data layer is stopped,
 * and a thread that waits is interrupted; the client gets 503 {@code deadline_exceeded}. 504 would
 * say that somebody behind this server was late (RFC 9110 §15.6.5).
 */
public final class Timeout implements LimitSetter {

  /**
   * How long.
   *
   * @param after when a request is cancelled
   */
  @io.lokstra.config.Options
  public record Options(@Default("30s") @Positive Duration after) {

    /** 30 seconds. */
    public static Options defaults() {
      return new Options(Duration.ofSeconds(30));
    }

    /** After this time. */
    public Options after(Duration time) {
      return new Options(time);
    }
  }

  private final Options options;

  private Timeout(Options options) {
    if (!options.after().isPositive()) {
      throw new IllegalArgumentException(
          "timeout: after is %s; expected more than 0s".formatted(options.after()));
    }
    this.options = options;
  }

  /** After this time. */
  public static Timeout after(Duration time) {
    return create(new Options(time));
  }

  /** {@code create(timeout -> timeout.after(Duration.ofSeconds(5)))}. */
  public static Timeout create(UnaryOperator<Options> options) {
    return create(options.apply(Options.defaults()));
  }

  /** By these options. */
  public static Timeout create(Options options) {
    return new Timeout(options);
  }

  @Override
  public Limits inside(Limits outside) {
    return outside.withTimeout(options.after());
  }

  @Override
  public String name() {
    return "timeout";
  }
}
