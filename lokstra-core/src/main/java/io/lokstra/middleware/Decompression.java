package io.lokstra.middleware;

import io.lokstra.config.Default;
import io.lokstra.http.LimitSetter;
import io.lokstra.http.Limits;
import jakarta.validation.constraints.Positive;
import java.util.function.UnaryOperator;

/**
 * Takes bodies in gzip for the routes inside: what a handler reads is what was packed, and {@code
 * Content-Encoding} is gone. The limit of a body holds for both forms, and a body that is packed
 * beyond measure is given up as it is read: 413. Another coding, and more than one, is 415, also
 * without this middleware.
 */
public final class Decompression implements LimitSetter {

  /**
   * What is taken.
   *
   * @param maxRatio how many times longer than its packed form a body may be, from 8 KiB on
   */
  @io.lokstra.config.Options
  public record Options(@Default("100") @Positive int maxRatio) {

    /** Up to 100 times. */
    public static Options defaults() {
      return new Options(100);
    }

    /** Up to so many times. */
    public Options maxRatio(int times) {
      return new Options(times);
    }
  }

  private final Options options;

  private Decompression(Options options) {
    if (options.maxRatio() < 1) {
      throw new IllegalArgumentException(
          "decompression: max-ratio is %d; expected 1 or more".formatted(options.maxRatio()));
    }
    this.options = options;
  }

  /** Gzip, up to 100 times. */
  public static Decompression create() {
    return create(Options.defaults());
  }

  /** {@code create(gzip -> gzip.maxRatio(20))}. */
  public static Decompression create(UnaryOperator<Options> options) {
    return create(options.apply(Options.defaults()));
  }

  /** By these options. */
  public static Decompression create(Options options) {
    return new Decompression(options);
  }

  @Override
  public Limits inside(Limits outside) {
    return outside.withMaxRatio(options.maxRatio());
  }

  @Override
  public String name() {
    return "decompression";
  }
}
