package io.lokstra.engine;

import io.lokstra.config.Default;
import io.lokstra.config.Options;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.PositiveOrZero;

/**
 * How an engine uses the machine; keys under {@code server.engine}.
 *
 * @param name which engine, by the name its provider gives; {@code auto} for the only one there is
 * @param transport {@code auto}, {@code epoll}, {@code io-uring} or {@code nio}; one that is asked
 *     for and cannot be had is an error, {@code auto} takes epoll or else nio, and says which
 * @param eventLoops number of event loops; 0 for one per processor
 * @param carriedThreads {@code auto}: virtual threads start on the connection's event loop where
 *     the JVM allows it, the log says so where it does not; {@code required}: not to be had is an
 *     error; {@code off}: the JDK's scheduler runs them
 */
@Options
public record EngineOptions(
    @Default("auto") @NotBlank String name,
    @Default("auto") Transport transport,
    @Default("0") @PositiveOrZero int eventLoops,
    @Default("auto") CarriedThreads carriedThreads) {

  /** The kernel interface that moves the bytes. */
  public enum Transport {
    /** Epoll where there is one, else NIO. */
    AUTO,
    /** Linux epoll. */
    EPOLL,
    /** Linux io_uring, where the application carries Netty's library for it. */
    IO_URING,
    /** The JDK's own selector: everywhere. */
    NIO
  }

  /** Whether a request's virtual thread starts on the event loop of its connection. */
  public enum CarriedThreads {
    /** Where the JVM allows it. */
    AUTO,
    /** Or the server does not start. */
    REQUIRED,
    /** Never. */
    OFF
  }
}
