package io.lokstra.testkit.engine;

import io.lokstra.engine.Http2Options;
import io.lokstra.engine.HttpOptions;
import java.time.Duration;

/** Options of a listener for one test: the defaults, but for what the test names. */
final class Limits {
  private int maxHeaders = 100;
  private int bufferedBody = 64 * 1024;
  private int maxRequests = 10_000;
  private int maxQueuedRequests = 1_000;
  private Duration queueTimeout = Duration.ofSeconds(2);
  private Duration headersTimeout = Duration.ofSeconds(10);
  private Duration idleTimeout = Duration.ofSeconds(60);
  private Duration bodyGrace = Duration.ofSeconds(5);
  private Duration writeTimeout = Duration.ofSeconds(30);

  static Limits defaults() {
    return new Limits();
  }

  Limits maxHeaders(int fields) {
    maxHeaders = fields;
    return this;
  }

  Limits bufferedBody(int bytes) {
    bufferedBody = bytes;
    return this;
  }

  Limits requests(int running, int queued, Duration wait) {
    maxRequests = running;
    maxQueuedRequests = queued;
    queueTimeout = wait;
    return this;
  }

  Limits headersTimeout(Duration time) {
    headersTimeout = time;
    return this;
  }

  Limits idleTimeout(Duration time) {
    idleTimeout = time;
    return this;
  }

  Limits bodyGrace(Duration time) {
    bodyGrace = time;
    return this;
  }

  Limits writeTimeout(Duration time) {
    writeTimeout = time;
    return this;
  }

  HttpOptions toOptions() {
    return new HttpOptions(
        8 * 1024,
        16 * 1024,
        maxHeaders,
        1024 * 1024,
        bufferedBody,
        headersTimeout,
        1024,
        bodyGrace,
        idleTimeout,
        writeTimeout,
        Duration.ofSeconds(60),
        0,
        maxRequests,
        maxQueuedRequests,
        queueTimeout,
        64,
        1024,
        Http2Options.defaults());
  }
}
