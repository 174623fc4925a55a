package io.lokstra.testkit;

import io.lokstra.http.Headers;
import io.lokstra.testkit.internal.EventReader;
import io.lokstra.testkit.internal.Transport;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A stream of server-sent events while it is open, read as a browser reads one (WHATWG HTML
 * §9.2.6). Closing it is the client going away.
 *
 * <pre>{@code
 * try (TestEvents events = server.get("/prices").events()) {
 *   assertEquals("7", events.next().data());
 * }
 * }</pre>
 */
public final class TestEvents implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** So many events are read ahead; then the server has to wait. */
  private static final int READ_AHEAD = 64;

  /** So often who waits looks whether the stream has ended meanwhile. */
  private static final long LOOK = TimeUnit.MILLISECONDS.toNanos(10);

  /**
   * An event.
   *
   * @param id the id that a client which comes back would send, empty when none was ever given
   * @param name {@code "message"} unless it says otherwise
   * @param data its data, lines separated by LF
   */
  public record Received(String id, String name, String data) {}

  private final String request;
  private final Transport.Reply reply;
  private final Headers headers;
  private final EventReader reader;
  private final Thread reading;
  private final BlockingQueue<Received> received = new ArrayBlockingQueue<>(READ_AHEAD);
  private volatile Optional<IOException> broken = Optional.empty();
  private volatile boolean ended;

  private TestEvents(String request, Transport.Reply reply, Headers headers, InputStream body) {
    this.request = request;
    this.reply = reply;
    this.headers = headers;
    this.reader = new EventReader(body);
    this.reading = Thread.ofVirtual().name("events of " + request).unstarted(this::read);
  }

  static TestEvents of(String request, Transport.Reply reply) throws IOException {
    Transport.Head head = reply.head();
    String type = head.headers().first("content-type").orElse("nothing");
    if (head.status() != 200 || !type.startsWith("text/event-stream")) {
      try (InputStream body = head.body()) {
        throw new AssertionError(
            request
                + " was not answered with a stream of events but with "
                + head.status()
                + ", "
                + type
                + ": "
                + TestRequest.shown(body.readNBytes(2_000)));
      } finally {
        reply.close();
      }
    }
    TestEvents events = new TestEvents(request, reply, head.headers(), head.body());
    events.reading.start();
    return events;
  }

  private void read() {
    try {
      for (Optional<Received> next = reader.next(); next.isPresent(); next = reader.next()) {
        received.put(next.get());
      }
    } catch (IOException e) {
      broken = Optional.of(e);
    } catch (RuntimeException e) {
      broken = Optional.of(new IOException("the stream could not be read: " + e, e));
    } catch (InterruptedException e) {
      // Closed: nobody reads any more.
    } finally {
      ended = true;
    }
  }

  /** The header fields of the response. */
  public Headers headers() {
    return headers;
  }

  /**
   * The next event; waits for it up to 20 seconds.
   *
   * @throws AssertionError when none comes, or the stream ends
   */
  public Received next() {
    return next(PATIENCE);
  }

  /**
   * The next event; waits for it so long.
   *
   * @throws AssertionError when none comes, or the stream ends
   */
  public Received next(Duration patience) {
    return poll(patience)
        .orElseThrow(() ->
            new AssertionError(
                request
                    + ": the stream ended"
                    + broken.map(e -> " (" + e.getMessage() + ")").orElse("")
                    + " where an event was expected"));
  }

  /**
   * Expects the stream to end as a response does, with no further event, within 20 seconds.
   *
   * @throws AssertionError when an event comes, the connection is cut, or nothing happens
   */
  public void expectEnd() {
    Optional<Received> next = poll(PATIENCE);
    if (next.isPresent()) {
      throw new AssertionError(request + ": expected the end of the stream, got " + next.get());
    }
    if (broken.isPresent()) {
      throw new AssertionError(
          request + ": the stream was cut, not ended: " + broken.get().getMessage(), broken.get());
    }
  }

  /** Whether the connection was cut in the middle of the stream. */
  public boolean isBroken() {
    return broken.isPresent();
  }

  /** How long the client was told to wait before it comes back; empty when it was not told. */
  public Optional<Duration> retry() {
    return reader.retry();
  }

  /** How many comments have come: heartbeats, mostly. */
  public long comments() {
    return reader.comments();
  }

  /** The next event; nothing at the end, which comes after all that was received. */
  private Optional<Received> poll(Duration patience) {
    long until = System.nanoTime() + patience.toNanos();
    try {
      while (true) {
        boolean last = ended;
        long left = Math.max(0, until - System.nanoTime());
        Received next = received.poll(last ? 0 : Math.min(LOOK, left), TimeUnit.NANOSECONDS);
        if (next != null) {
          return Optional.of(next);
        }
        if (last) {
          return Optional.empty();
        }
        if (left == 0) {
          throw new AssertionError(request + ": nothing came within " + patience);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(request + ": interrupted while waiting for an event", e);
    }
  }

  /** Goes away. */
  @Override
  public void close() {
    reply.abort();
    reading.interrupt();
  }
}
