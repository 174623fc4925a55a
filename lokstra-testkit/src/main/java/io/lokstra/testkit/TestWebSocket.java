package io.lokstra.testkit;

import io.lokstra.http.Headers;
import io.lokstra.internal.websocket.CloseCodes;
import io.lokstra.internal.websocket.Frame;
import io.lokstra.json.Json;
import io.lokstra.testkit.internal.Transport;
import io.lokstra.testkit.internal.WebSocketWire;
import io.lokstra.testkit.internal.WebSocketWire.Received;
import io.lokstra.websocket.WebSocketClose;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * The client's end of a WebSocket, in memory or over the wire. What is awaited comes within ten
 * seconds or is an {@link AssertionError}; pings are answered. Not thread-safe.
 *
 * <pre>{@code
 * try (TestWebSocket lobby = server.webSocket("/ws/lobby")) {
 *   lobby.send("hello").expectText("hello");
 * }
 * }</pre>
 */
public final class TestWebSocket implements AutoCloseable {
  private final String shown;
  private final Headers headers;
  private final WebSocketWire wire;
  private Duration patience = Duration.ofSeconds(10);

  TestWebSocket(String shown, Headers headers, Transport.Reply reply) {
    this.shown = shown;
    this.headers = headers;
    boolean packs = headers.contains("sec-websocket-extensions");
    this.wire = new WebSocketWire(reply, packs);
  }

  /** Adds the fields by which a client asks for a WebSocket (RFC 6455 §4.1). */
  public static TestRequest handshake(TestRequest request) {
    return request
        .header("upgrade", "websocket")
        .header("connection", "upgrade")
        .header("sec-websocket-version", "13")
        .header("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ==");
  }

  /** How long to wait for the server, 10 s unless said. */
  public TestWebSocket patience(Duration limit) {
    patience = limit;
    return this;
  }

  /** The header fields of the answer that agreed. */
  public Headers headers() {
    return headers;
  }

  /** The subprotocol that was agreed on; empty without one. */
  public String protocol() {
    return headers.first("sec-websocket-protocol").orElse("");
  }

  /** Sends text. A server that has closed meanwhile is no error: {@link #closed} tells. */
  public TestWebSocket send(String text) {
    wire.message(Frame.TEXT, text.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  /** Sends octets. */
  public TestWebSocket send(byte[] octets) {
    wire.message(Frame.BINARY, octets);
    return this;
  }

  /** Sends a value as JSON, in text. */
  public TestWebSocket sendJson(Object value) {
    wire.message(Frame.TEXT, Json.standard().encode(value));
    return this;
  }

  /** Sends bytes past all framing, right or wrong. */
  public TestWebSocket sendRaw(byte[] bytes) {
    wire.raw(bytes);
    return this;
  }

  /** Waits for text. */
  public String text() {
    Received next = next();
    if (next instanceof Received.Message(int opcode, byte[] content) && opcode == Frame.TEXT) {
      return new String(content, StandardCharsets.UTF_8);
    }
    throw unexpected("text", next);
  }

  /** Waits for octets. */
  public byte[] binary() {
    Received next = next();
    if (next instanceof Received.Message(int opcode, byte[] content) && opcode == Frame.BINARY) {
      return content;
    }
    throw unexpected("octets", next);
  }

  /** Waits for JSON, in text. */
  public <T> T json(Class<T> type) {
    return Json.standard().decode(text().getBytes(StandardCharsets.UTF_8), type);
  }

  /** Waits for this text. */
  public TestWebSocket expectText(String expected) {
    String text = text();
    if (!text.equals(expected)) {
      throw new AssertionError(
          "expected \"" + expected + "\" on " + shown + ", but got \"" + text + "\"");
    }
    return this;
  }

  /** Waits for the server to close, and tells how; 1006 when the connection ends without a word. */
  public WebSocketClose closed() {
    Received next = next();
    if (next instanceof Received.Closed(int code, String reason)) {
      return new WebSocketClose(code, reason);
    }
    throw unexpected("a close", next);
  }

  /** Waits for the server to close with this code. */
  public TestWebSocket expectClose(int code) {
    WebSocketClose how = closed();
    if (how.code() != code) {
      throw new AssertionError(
          "expected " + shown + " to be closed with " + code + ", but it was " + how);
    }
    return this;
  }

  /** Says that it closes; what the server says to that is to be awaited: {@link #closed}. */
  public TestWebSocket close(int code, String reason) {
    wire.close(code, reason);
    return this;
  }

  /** Goes away without a word. */
  public void abort() {
    wire.abort();
  }

  /** Closes with code 1000, waits for the server to do the same, and lets go of the connection. */
  @Override
  public void close() {
    wire.close(CloseCodes.NORMAL, "");
    wire.end(patience);
  }

  private Received next() {
    return wire.next(patience)
        .orElseThrow(() -> new AssertionError("nothing came on " + shown + " within " + patience));
  }

  private AssertionError unexpected(String expected, Received next) {
    return new AssertionError("expected " + expected + " on " + shown + ", but got " + next);
  }
}
