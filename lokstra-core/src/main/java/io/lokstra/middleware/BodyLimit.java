package io.lokstra.middleware;

import io.lokstra.config.ByteSize;
import io.lokstra.config.Default;
import io.lokstra.http.LimitSetter;
import io.lokstra.http.Limits;
import jakarta.validation.constraints.PositiveOrZero;
import java.util.function.UnaryOperator;

/**
 * Says how large a body may be for the routes inside, in place of the listener's limit: smaller, or
 * larger. A request that announces more is answered with 413 before a byte of its body is read; one
 * that does not say is cut when the limit is passed.
 */
public final class BodyLimit implements LimitSetter {

  /**
   * How large.
   *
   * @param maxSize the largest body, in bytes
   */
  @io.lokstra.config.Options
  public record Options(@Default("1MiB") @ByteSize @PositiveOrZero long maxSize) {

    /** 1 MiB, as the listener's. */
    public static Options defaults() {
      return new Options(1 << 20);
    }

    /** So many bytes. */
    public Options maxSize(long bytes) {
      return new Options(bytes);
    }
  }

  private final Options options;

  private BodyLimit(Options options) {
    if (options.maxSize() < 0) {
      throw new IllegalArgumentException(
          "body-limit: max-size is %d; expected 0 or more".formatted(options.maxSize()));
    }
    this.options = options;
  }

  /** At most so many bytes. */
  public static BodyLimit of(long bytes) {
    return create(new Options(bytes));
  }

  /** {@code create(body -> body.maxSize(10 << 20))}. */
  public static BodyLimit create(UnaryOperator<Options> options) {
    return create(options.apply(Options.defaults()));
  }

  /** By these options. */
  public static BodyLimit create(Options options) {
    return new BodyLimit(options);
  }

  @Override
  public Limits inside(Limits outside) {
    return outside.withMaxBody(options.maxSize());
  }

  @Override
  public String name() {
    return "body-limit";
  }
}
