package io.lokstra.testkit;

import io.lokstra.engine.ListenAddress;
import io.lokstra.testkit.internal.FramedBody;
import io.lokstra.testkit.internal.ResponseReader;
import io.lokstra.testkit.internal.Wire;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ProtocolException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * A connection that sends exactly the bytes it is told to, right or wrong, and reads what comes
 * back by the letter of RFC 9112.
 *
 * <p>Requests may be sent one after the other and their responses received in that order
 * (pipelining). Not thread-safe.
 */
public final class RawClient implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** What has become of a connection. */
  public enum End {
    /** It is open and nothing comes. */
    OPEN,
    /** The server closed it. */
    CLOSED,
    /** The server reset it. */
    RESET
  }

  private final Wire wire;
  private final ResponseReader reader;

  private RawClient(Wire wire) {
    this.wire = wire;
    this.reader = new ResponseReader(wire.input());
  }

  /** Connects to {@code port} of this machine. */
  public static RawClient connect(int port) {
    return connect(new ListenAddress.Tcp("", port));
  }

  /** Connects to where a listener is bound. */
  public static RawClient connect(ListenAddress address) {
    try {
      RawClient client = new RawClient(Wire.connect(address));
      client.patience(PATIENCE);
      return client;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot connect to " + address + ": " + e.getMessage(), e);
    }
  }

  /**
   * Connects with TLS to where a listener is bound, asks for {@code localhost}, and trusts whatever
   * certificate it is shown. The protocol is agreed on by ALPN: {@code "http/1.1"}.
   */
  public static RawClient connectTls(ListenAddress address) {
    try {
      RawClient client = new RawClient(Wire.secure(address, "http/1.1"));
      client.patience(PATIENCE);
      return client;
    } catch (IOException e) {
      throw new UncheckedIOException("no TLS with " + address + ": " + e.getMessage(), e);
    }
  }

  /** How long to wait for the server, 10 s unless said. */
  public RawClient patience(Duration limit) {
    try {
      wire.timeout(limit);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends {@code text} in ISO-8859-1, one byte per character and nothing added. */
  public RawClient send(String text) {
    return send(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /**
   * Sends {@code bytes}. A server that has closed its side meanwhile is no error: what it said
   * before can still be received.
   */
  public RawClient send(byte[] bytes) {
    try {
      wire.output().write(bytes);
    } catch (SocketException _) {
      // The server gave up in the middle, as it may; receive() and end() tell what it said.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  /** Reads the next response to a request that was not HEAD; a 1xx is a response of its own. */
  public RawResponse receive() {
    return receive("GET");
  }

  /**
   * Reads the next response to a request of that method.
   *
   * @throws AssertionError when there is none, or it is not well-formed
   */
  public RawResponse receive(String method) {
    try {
      return next(method).orElseThrow(() -> new EOFException("the server closed the connection"));
    } catch (ProtocolException e) {
      throw malformed(e);
    } catch (IOException e) {
      throw new AssertionError("expected a response, but " + e.getMessage(), e);
    }
  }

  /**
   * Reads the next response, or nothing when the connection ends before it begins.
   *
   * @throws AssertionError when what comes is not well-formed, or nothing happens at all
   */
  public Optional<RawResponse> receiveOrEnd() {
    try {
      return next("GET");
    } catch (ProtocolException e) {
      throw malformed(e);
    } catch (SocketException _) {
      return Optional.empty();
    } catch (IOException e) {
      throw new AssertionError("expected a response or an end, but " + e.getMessage(), e);
    }
  }

  private static AssertionError malformed(ProtocolException e) {
    return new AssertionError("the server sent what is not HTTP/1.1: " + e.getMessage(), e);
  }

  private Optional<RawResponse> next(String method) throws IOException {
    Optional<ResponseReader.Head> next = reader.head();
    if (next.isEmpty()) {
      return Optional.empty();
    }
    ResponseReader.Head head = next.get();
    FramedBody body = reader.body(head, method);
    byte[] content = body.readAllBytes();
    return Optional.of(
        new RawResponse(
            head.version(),
            head.status(),
            head.reason(),
            head.headers(),
            content,
            body.framing(),
            body.trailers()));
  }

  /** Reads everything up to the end of the connection, whatever it is. */
  public byte[] receiveAll() {
    try {
      return wire.input().readAllBytes();
    } catch (IOException e) {
      throw new AssertionError("expected the server to close, but " + e.getMessage(), e);
    }
  }

  /**
   * Waits for the connection to end.
   *
   * @throws AssertionError when the server sends something instead
   */
  public End end(Duration limit) {
    patience(limit);
    try {
      int next = wire.input().read();
      if (next >= 0) {
        throw new AssertionError(
            "expected nothing more, but the server sent a byte: "
                + next
                + " and "
                + wire.input().available()
                + " more");
      }
      return End.CLOSED;
    } catch (SocketTimeoutException _) {
      return End.OPEN;
    } catch (SocketException _) {
      return End.RESET;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      patience(PATIENCE);
    }
  }

  /** Whether the server ends the connection within ten seconds. */
  public boolean isEnded() {
    return end(PATIENCE) != End.OPEN;
  }

  /** Says that no more will be sent, and stays to listen. */
  public RawClient halfClose() {
    try {
      wire.halfClose();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Resets the connection: the server learns at once that nobody is there. */
  public void reset() {
    try {
      wire.reset();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      wire.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
