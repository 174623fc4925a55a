package io.lokstra.http;

import io.lokstra.config.ConfigSources;
import io.lokstra.config.Configuration;
import io.lokstra.config.Default;
import io.lokstra.config.Options;
import io.lokstra.engine.EngineOptions;
import io.lokstra.engine.HttpOptions;
import io.lokstra.events.EventOptions;
import io.lokstra.upload.UploadOptions;
import io.lokstra.websocket.WebSocketOptions;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
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
 * @param events streams of server-sent events
 * @param uploads forms with files
 * @param webSocket limits and times of WebSocket sessions
 * @param afterResponse what is done after responses
 * @param startReport how a program tells on standard output that it has started
 */
@Options
public record ServerOptions(
    @Default("20s") @Positive Duration shutdownTimeout,
    @Default("0s") @PositiveOrZero Duration readinessDelay,
    @Default("") List<String> trustedProxies,
    HttpOptions http,
    EngineOptions engine,
    EventOptions events,
    UploadOptions uploads,
    WebSocketOptions webSocket,
    AfterResponseOptions afterResponse,
    @Default("text") StartReportForm startReport) {

  /** What holds where nothing is said. */
  public static ServerOptions defaults() {
    return Configuration.load(ConfigSources.none()).bind("server", ServerOptions.class);
  }
}
