package io.lokstra.websocket;

import io.lokstra.config.ByteSize;
import io.lokstra.config.Default;
import io.lokstra.config.Options;
import io.lokstra.internal.web.WebOrigin;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import java.time.Duration;
import java.util.List;

/**
 * Limits and times of WebSocket sessions; keys under {@code server.web-socket}. A route may say
 * otherwise: {@link io.lokstra.http.RouteOption#webSocket}.
 *
 * @param maxMessageSize longest message in bytes, packed and unpacked; close code 1009
 * @param receiveQueue how much of what a client sent may wait for its handler before no more is
 *     read, in bytes as they came; one message more where it is the last
 * @param sendQueue how much may wait for a client to read it, in bytes; one message more where it
 *     is the only one
 * @param sendTimeout how long a handler waits for room in the send queue before the session is
 *     closed, with code 1008
 * @param slowReader what becomes of a client that is too slow for what is sent to a topic, which
 *     waits for nobody: {@code close} (code 1008), or {@code drop} that message for it
 * @param pingInterval how long a client may be silent before it is asked for a sign of life; 0s for
 *     never
 * @param idleTimeout how long a client may give no sign of life, not even when asked; closed with
 *     code 1001
 * @param closeTimeout how long a close waits for the other end, and a handler that is running when
 *     the client closes for its own; then the connection is cut
 * @param compression whether messages are packed for clients that offer it (permessage-deflate)
 * @param minCompressedSize shortest message that is packed, in bytes
 * @param allowedOrigins other origins whose pages may connect: {@code https://shop.example}; those
 *     of the same host may, and programs that are no browser
 */
@Options
public record WebSocketOptions(
    @Default("64KiB") @ByteSize @Positive int maxMessageSize,
    @Default("64KiB") @ByteSize @Positive int receiveQueue,
    @Default("256KiB") @ByteSize @Positive int sendQueue,
    @Default("10s") @Positive Duration sendTimeout,
    @Default("close") SlowReader slowReader,
    @Default("20s") @PositiveOrZero Duration pingInterval,
    @Default("60s") @Positive Duration idleTimeout,
    @Default("5s") @Positive Duration closeTimeout,
    @Default("true") boolean compression,
    @Default("1KiB") @ByteSize @Positive int minCompressedSize,
    @Default("") List<String> allowedOrigins) {

  /** What becomes of a client that is too slow for a topic. */
  public enum SlowReader {
    /** It is closed, and may come again. */
    CLOSE,
    /** It does not get the message. */
    DROP
  }

  /** Checks what can be said in code as well as in configuration. */
  public WebSocketOptions {
    allowedOrigins = List.copyOf(allowedOrigins);
    if (!allowedOrigins.isEmpty()) {
      WebOrigin.checked("allowed-origins", allowedOrigins);
    }
    positive("max-message-size", maxMessageSize);
    positive("receive-queue", receiveQueue);
    positive("send-queue", sendQueue);
    positive("min-compressed-size", minCompressedSize);
    positive("send-timeout", sendTimeout.toNanos());
    positive("idle-timeout", idleTimeout.toNanos());
    positive("close-timeout", closeTimeout.toNanos());
    if (pingInterval.isNegative()) {
      throw new IllegalArgumentException(
          "web-socket: ping-interval is " + pingInterval + "; expected 0s, for never, or more");
    }
  }

  private static void positive(String key, long value) {
    if (value <= 0) {
      throw new IllegalArgumentException(
          "web-socket: " + key + " is " + value + "; expected more than 0");
    }
  }

  /** What holds where nothing is said. */
  public static WebSocketOptions defaults() {
    return new WebSocketOptions(
        64 * 1024,
        64 * 1024,
        256 * 1024,
        Duration.ofSeconds(10),
        SlowReader.CLOSE,
        Duration.ofSeconds(20),
        Duration.ofSeconds(60),
        Duration.ofSeconds(5),
        true,
        1024,
        List.of());
  }

  /** Messages of up to so many bytes. */
  public WebSocketOptions maxMessageSize(int value) {
    return new WebSocketOptions(
        value,
        receiveQueue,
        sendQueue,
        sendTimeout,
        slowReader,
        pingInterval,
        idleTimeout,
        closeTimeout,
        compression,
        minCompressedSize,
        allowedOrigins);
  }

  /** So many bytes may wait for the handler. */
  public WebSocketOptions receiveQueue(int value) {
    return new WebSocketOptions(
        maxMessageSize,
        value,
        sendQueue,
        sendTimeout,
        slowReader,
        pingInterval,
        idleTimeout,
        closeTimeout,
        compression,
        minCompressedSize,
        allowedOrigins);
  }

  /** So many bytes may wait for the client. */
  public WebSocketOptions sendQueue(int value) {
    return new WebSocketOptions(
        maxMessageSize,
        receiveQueue,
        value,
        sendTimeout,
        slowReader,
        pingInterval,
        idleTimeout,
        closeTimeout,
        compression,
        minCompressedSize,
        allowedOrigins);
  }

  /** A handler waits so long for room in the send queue. */
  public WebSocketOptions sendTimeout(Duration value) {
    return new WebSocketOptions(
        maxMessageSize,
        receiveQueue,
        sendQueue,
        value,
        slowReader,
        pingInterval,
        idleTimeout,
        closeTimeout,
        compression,
        minCompressedSize,
        allowedOrigins);
  }

  /** What becomes of a client that is too slow for a topic. */
  public WebSocketOptions slowReader(SlowReader value) {
    return new WebSocketOptions(
        maxMessageSize,
        receiveQueue,
        sendQueue,
        sendTimeout,
        value,
        pingInterval,
        idleTimeout,
        closeTimeout,
        compression,
        minCompressedSize,
        allowedOrigins);
  }

  /** A client that is silent for so long is asked for a sign of life; zero for never. */
  public WebSocketOptions pingInterval(Duration value) {
    return new WebSocketOptions(
        maxMessageSize,
        receiveQueue,
        sendQueue,
        sendTimeout,
        slowReader,
        value,
        idleTimeout,
        closeTimeout,
        compression,
        minCompressedSize,
        allowedOrigins);
  }

  /** A client that gives no sign of life for so long is closed. */
  public WebSocketOptions idleTimeout(Duration value) {
    return new WebSocketOptions(
        maxMessageSize,
        receiveQueue,
        sendQueue,
        sendTimeout,
        slowReader,
        pingInterval,
        value,
        closeTimeout,
        compression,
        minCompressedSize,
        allowedOrigins);
  }

  /** A close waits so long for the other end. */
  public WebSocketOptions closeTimeout(Duration value) {
    return new WebSocketOptions(
        maxMessageSize,
        receiveQueue,
        sendQueue,
        sendTimeout,
        slowReader,
        pingInterval,
        idleTimeout,
        value,
        compression,
        minCompressedSize,
        allowedOrigins);
  }

  /** Whether messages are packed. */
  public WebSocketOptions compression(boolean value) {
    return new WebSocketOptions(
        maxMessageSize,
        receiveQueue,
        sendQueue,
        sendTimeout,
        slowReader,
        pingInterval,
        idleTimeout,
        closeTimeout,
        value,
        minCompressedSize,
        allowedOrigins);
  }

  /** Messages of so many bytes or more are packed. */
  public WebSocketOptions minCompressedSize(int value) {
    return new WebSocketOptions(
        maxMessageSize,
        receiveQueue,
        sendQueue,
        sendTimeout,
        slowReader,
        pingInterval,
        idleTimeout,
        closeTimeout,
        compression,
        value,
        allowedOrigins);
  }

  /** Pages of these origins may connect too: {@code "https://shop.example"}. */
  public WebSocketOptions allowedOrigins(String... origins) {
    return new WebSocketOptions(
        maxMessageSize,
        receiveQueue,
        sendQueue,
        sendTimeout,
        slowReader,
        pingInterval,
        idleTimeout,
        closeTimeout,
        compression,
        minCompressedSize,
        List.of(origins));
  }
}
