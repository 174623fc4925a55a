package io.lokstra.testkit.internal.http2;

import static io.lokstra.testkit.internal.http2.Http2Frame.ACK;
import static io.lokstra.testkit.internal.http2.Http2Frame.CONTINUATION;
import static io.lokstra.testkit.internal.http2.Http2Frame.DATA;
import static io.lokstra.testkit.internal.http2.Http2Frame.END_HEADERS;
import static io.lokstra.testkit.internal.http2.Http2Frame.END_STREAM;
import static io.lokstra.testkit.internal.http2.Http2Frame.GOAWAY;
import static io.lokstra.testkit.internal.http2.Http2Frame.HEADERS;
import static io.lokstra.testkit.internal.http2.Http2Frame.PING;
import static io.lokstra.testkit.internal.http2.Http2Frame.PUSH_PROMISE;
import static io.lokstra.testkit.internal.http2.Http2Frame.RST_STREAM;
import static io.lokstra.testkit.internal.http2.Http2Frame.SETTINGS;
import static io.lokstra.testkit.internal.http2.Http2Frame.WINDOW_UPDATE;

import io.lokstra.testkit.internal.Wire;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A connection of a well-behaved client: many streams, flow control both ways, and an error for
 * whatever a server must not send. Thread-safe.
 */
public final class Http2Connection {
  static final Duration PATIENCE = Duration.ofSeconds(30);
  static final int WINDOW = 65_535;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ReentrantLock writing = new ReentrantLock();
  private final Wire wire;
  private final Hpack hpack = new Hpack();
  private final Map<Integer, Http2Stream> streams = new HashMap<>();
  private final ByteArrayOutputStream block = new ByteArrayOutputStream();
  private Optional<Http2Frame> openBlock = Optional.empty();
  private Optional<IOException> failure = Optional.empty();
  private boolean settled;
  private boolean goingAway;
  private int nextStream = 1;
  private int maxStreams = Integer.MAX_VALUE;
  private int initialWindow = WINDOW;
  private long sendWindow = WINDOW;
  private int unreturned;

  private Http2Connection(Wire wire) {
    this.wire = wire;
  }

  /** Speaks HTTP/2 on {@code wire}, and waits until the server does. */
  public static Http2Connection on(Wire wire) throws IOException {
    Http2Connection connection = new Http2Connection(wire);
    byte[] preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    ByteArrayOutputStream first = new ByteArrayOutputStream();
    first.writeBytes(preface);
    // No push.
    first.writeBytes(new Http2Frame(SETTINGS, 0, 0, new byte[] {0, 2, 0, 0, 0, 0}).octets());
    wire.output().write(first.toByteArray());
    Thread.ofVirtual().name("HTTP/2 client").start(connection::readAll);
    connection.locked(() -> connection.await("the server's settings", () -> connection.settled));
    return connection;
  }

  /** Something that may be true of the connection. */
  interface Reached {
    boolean isReached() throws IOException;
  }

  /** What is done under the lock. */
  interface Locked {
    void run() throws IOException;
  }

  void locked(Locked action) throws IOException {
    lock.lock();
    try {
      action.run();
    } finally {
      lock.unlock();
    }
  }

  /** Waits, under the lock, until something is reached; fails when the connection has. */
  void await(String what, Reached reached) throws IOException {
    long left = PATIENCE.toNanos();
    while (!reached.isReached()) {
      if (failure.isPresent()) {
        throw new IOException(failure.get().getMessage(), failure.get());
      }
      if (left <= 0) {
        throw new IOException("waited " + PATIENCE + " in vain for " + what);
      }
      try {
        left = changed.awaitNanos(left);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException(e);
      }
    }
  }

  void changed() {
    changed.signalAll();
  }

  /** Opens a stream, or nothing where the server allows no more on this connection. */
  Optional<Http2Stream> open(List<Map.Entry<String, String>> fields, boolean ends, boolean toHead)
      throws IOException {
    // The order of streams on the wire is that of their numbers.
    writing.lock();
    try {
      Http2Stream stream;
      lock.lock();
      try {
        if (goingAway || failure.isPresent() || streams.size() >= maxStreams) {
          return Optional.empty();
        }
        stream = new Http2Stream(this, nextStream, initialWindow, ends, toHead);
        streams.put(nextStream, stream);
        nextStream += 2;
      } finally {
        lock.unlock();
      }
      byte[] head = Hpack.encode(fields);
      ByteArrayOutputStream frames = new ByteArrayOutputStream();
      int at = 0;
      do {
        int length = Math.min(16_384, head.length - at);
        int flags = at + length == head.length ? END_HEADERS : 0;
        flags |= at == 0 && ends ? END_STREAM : 0;
        byte[] part = java.util.Arrays.copyOfRange(head, at, at + length);
        frames.writeBytes(
            new Http2Frame(at == 0 ? HEADERS : CONTINUATION, flags, stream.id(), part).octets());
        at += length;
      } while (at < head.length);
      wire.output().write(frames.toByteArray());
      return Optional.of(stream);
    } finally {
      writing.unlock();
    }
  }

  void write(int type, int flags, int stream, byte[] payload) throws IOException {
    writing.lock();
    try {
      wire.output().write(new Http2Frame(type, flags, stream, payload).octets());
    } finally {
      writing.unlock();
    }
  }

  /**
   * Takes from the window of the connection, under the lock; at least one, at most what there is.
   */
  int take(long wanted) throws IOException {
    await("the window of the connection", () -> sendWindow > 0);
    int taken = (int) Math.min(Math.min(wanted, sendWindow), 16_384);
    sendWindow -= taken;
    return taken;
  }

  /** A stream is over, under the lock. */
  void over(Http2Stream stream) {
    streams.remove(stream.id());
    changed();
    if (goingAway && streams.isEmpty()) {
      Thread.startVirtualThread(this::close);
    }
  }

  private void readAll() {
    DataInputStream in = new DataInputStream(wire.input());
    try {
      while (true) {
        read(Http2Frame.read(in));
      }
    } catch (EOFException _) {
      fail(new EOFException("the connection was closed"));
    } catch (IOException e) {
      fail(e);
    }
    close();
  }

  private void fail(IOException reason) {
    lock.lock();
    try {
      if (failure.isEmpty()) {
        failure = Optional.of(reason);
      }
      List.copyOf(streams.values()).forEach(stream -> stream.fail(reason));
      changed();
    } finally {
      lock.unlock();
    }
  }

  private void read(Http2Frame frame) throws IOException {
    if (openBlock.isPresent() != (frame.type() == CONTINUATION)) {
      throw new ProtocolException("a header block that is broken up (RFC 9113 §6.10)");
    }
    switch (frame.type()) {
      case HEADERS -> {
        block.reset();
        readBlock(frame, frame);
      }
      case CONTINUATION -> readBlock(openBlock.orElseThrow(), frame);
      case DATA -> readData(frame);
      case RST_STREAM -> onStream(frame, stream -> stream.reset(frame.code()));
      case SETTINGS -> {
        if (!frame.has(ACK)) {
          locked(() -> settings(frame));
          write(SETTINGS, ACK, 0, new byte[0]);
        }
      }
      case PUSH_PROMISE -> throw new ProtocolException("a push that was not allowed");
      case PING -> {
        if (!frame.has(ACK)) {
          write(PING, ACK, 0, frame.payload());
        }
      }
      case GOAWAY -> locked(() -> goAway(frame));
      case WINDOW_UPDATE -> grow(frame);
      default -> {
        // What is unknown is ignored (RFC 9113 §5.5).
      }
    }
  }

  private void readBlock(Http2Frame first, Http2Frame part) throws IOException {
    block.writeBytes(part.content());
    openBlock = part.has(END_HEADERS) ? Optional.empty() : Optional.of(first);
    if (openBlock.isEmpty()) {
      List<Map.Entry<String, String>> fields = hpack.decode(block.toByteArray());
      onStream(first, stream -> stream.head(fields, first.has(END_STREAM)));
    }
  }

  private void readData(Http2Frame frame) throws IOException {
    int length = frame.payload().length;
    unreturned += length;
    if (unreturned > WINDOW) {
      throw new ProtocolException("more content than the connection's window (RFC 9113 §6.9)");
    }
    byte[] content = frame.content();
    onStream(frame, stream -> stream.content(content, length, frame.has(END_STREAM)));
    if (unreturned > WINDOW / 2) {
      int back = unreturned;
      unreturned = 0;
      write(WINDOW_UPDATE, 0, 0, Http2Frame.number(back));
    }
  }

  /** What is done with a stream. */
  private interface Action {
    void on(Http2Stream stream) throws IOException;
  }

  private void onStream(Http2Frame frame, Action action) throws IOException {
    locked(() -> {
      Http2Stream stream = streams.get(frame.stream());
      if (stream != null) {
        action.on(stream);
        changed();
      } else if (frame.stream() % 2 == 0 || frame.stream() >= nextStream) {
        throw new ProtocolException("a frame on a stream that nobody opened: " + frame);
      }
      // Else it is one of a stream that this side has reset.
    });
  }

  private void settings(Http2Frame frame) throws IOException {
    byte[] payload = frame.payload();
    for (int at = 0; at + 6 <= payload.length; at += 6) {
      int name = (payload[at] & 0xff) << 8 | (payload[at + 1] & 0xff);
      int value = frame.numberAt(at + 2);
      if (name == 3) {
        maxStreams = value;
      } else if (name == 4) {
        int more = value - initialWindow;
        initialWindow = value;
        streams.values().forEach(stream -> stream.grow(more));
      }
    }
    settled = true;
    changed();
  }

  private void grow(Http2Frame frame) throws IOException {
    int by = frame.numberAt(0);
    if (frame.stream() == 0) {
      locked(() -> {
        sendWindow += by;
        changed();
      });
    } else {
      onStream(frame, stream -> stream.grow(by));
    }
  }

  private void goAway(Http2Frame frame) throws IOException {
    goingAway = true;
    int last = frame.numberAt(0);
    IOException reason = new IOException("GOAWAY with error code " + frame.code());
    for (Http2Stream stream : List.copyOf(streams.values())) {
      if (stream.id() > last) {
        stream.fail(reason);
      }
    }
    if (streams.isEmpty()) {
      Thread.startVirtualThread(this::close);
    }
    changed();
  }

  private void close() {
    try {
      wire.close();
    } catch (IOException _) {
      // It is closed either way.
    }
  }
}
