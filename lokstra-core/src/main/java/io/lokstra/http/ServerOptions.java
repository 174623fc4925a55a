package io.lokstra.http;

import io.lokstra.config.Default;
import io.lokstra.engine.EngineOptions;
import io.lokstra.engine.HttpOptions;
import java.time.Duration;
import java.util.List;

/**
 * How a server runs; keys under {@code server}.
 *
 * @param shutdownTimeout how long requests in flight may take once the server is told to stop
 * @param readinessDelay how long {@code /health/ready} says 503 before the server stops accepting,
 *     so that a load balancer has noticed; 5s in a container
 * @param trustedProxies networks whose {@code X-Forwarded-For}, {@code -Proto} and {@code -Host}
 *     fields are believed: {@code 10.0.0.0/8}, {@code ::1}, {@code unix}; none unless said
 * @param http limits and times of every listener
 * @param engine how the machine is used
 */
public record ServerOptions(
    @Default("20s") Duration shutdownTimeout,
    @Default("0s") Duration readinessDelay,
    @Default("") List<String> trustedProxies,
    HttpOptions http,
    EngineOptions engine) {

  /** What holds where nothing is said. */
  public static ServerOptions defaults() {
    return new ServerOptions(
        Duration.ofSeconds(20),
        Duration.ZERO,
        List.of(),
        new HttpOptions(
            8_192,
            16_384,
            100,
            1_048_576,
            65_536,
            Duration.ofSeconds(10),
            1_024,
            Duration.ofSeconds(5),
            Duration.ofSeconds(60),
            Duration.ofSeconds(30),
            Duration.ofSeconds(60),
            0,
            10_000,
            1_000,
            Duration.ofSeconds(2),
            64,
            1_024),
        new EngineOptions(
            "auto", EngineOptions.Transport.AUTO, 0, EngineOptions.CarriedThreads.AUTO));
  }
}
