package io.lokstra.internal.events;

import io.lokstra.events.Event;
import io.lokstra.events.EventHandler;
import io.lokstra.events.EventStream;
import io.lokstra.http.ResponseBody;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One stream of events: written by its request's thread, and by others, one at a time. Its end
 * comes from the handler, the client, or the server that stops; the last of these ends the response
 * as the handler would, so that no client takes it for a failure.
 */
final class OpenStream implements EventStream, ResponseBody.Stream.Writer {
  private static final byte[] HEARTBEAT = {':', '\n', '\n'};

  private final EventStreams all;
  private final StreamedRequest request;
  private final EventHandler handler;
  private final ReentrantLock writing = new ReentrantLock();

  /** Where to write; null before the first octet and after the last. Guarded by {@code writing}. */
  private @Nullable OutputStream out;

  /** Whether a write failed, perhaps in the middle of an event. */
  private volatile boolean broken;

  /** The thread of the handler, while it may be interrupted. Guarded by this. */
  private @Nullable Thread running;

  /** The server ends it. */
  private volatile boolean ending;

  private volatile boolean over;
  private volatile long lastWrite;
  private volatile long began;

  OpenStream(EventStreams all, StreamedRequest request, EventHandler handler) {
    this.all = all;
    this.request = request;
    this.handler = handler;
  }

  // The request's thread.

  @Override
  public void writeTo(OutputStream to) throws IOException {
    began = System.nanoTime();
    // Or a heartbeat that looks before the first octet is out would take it for long silent.
    lastWrite = began;
    begin(to);
    request.endures();
    try {
      if (all.add(this)) {
        write(opening());
        handle();
      } else {
        ending = true;
      }
      if (ending && all.options().retry().isPositive()) {
        write(EventLines.retry(all.spreadRetry()));
      }
    } finally {
      all.remove(this);
      close();
    }
  }

  /** What is sent at once, so that the client knows that the stream is open. */
  private byte[] opening() {
    long retry = all.options().retry().toMillis();
    return retry > 0 ? EventLines.retry(retry) : HEARTBEAT;
  }

  private void handle() throws IOException {
    synchronized (this) {
      running = Thread.currentThread();
    }
    try {
      if (!ending) {
        handler.stream(this);
      }
    } catch (Exception thrown) {
      if (!ending || broken) {
        throw failure(thrown);
      }
      // The server ends the stream, and this is how the handler took the news.
    } finally {
      synchronized (this) {
        running = null;
      }
      if (ending) {
        var _ = Thread.interrupted();
      }
    }
  }

  private static IOException failure(Exception thrown) {
    if (thrown instanceof RuntimeException unexpected) {
      throw unexpected;
    }
    if (thrown instanceof InterruptedException) {
      Thread.currentThread().interrupt();
      return new InterruptedIOException("the stream of events was interrupted");
    }
    return thrown instanceof IOException io
        ? io
        : new IOException("the handler of a stream of events failed", thrown);
  }

  private void begin(OutputStream to) {
    writing.lock();
    try {
      out = to;
    } finally {
      writing.unlock();
    }
  }

  private void close() {
    writing.lock();
    try {
      over = true;
      out = null;
    } finally {
      writing.unlock();
    }
  }

  // Any thread.

  @Override
  public Optional<String> lastEventId() {
    return request.lastEventId();
  }

  @Override
  public void send(List<Event> events) throws IOException {
    if (ending) {
      throw new IOException("the stream of events has ended: the server stops");
    }
    byte[][] bytes = new byte[events.size()][];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = events.get(i).encode(request::json);
    }
    write(bytes);
  }

  @Override
  public void comment(String text) throws IOException {
    write(EventLines.comment(text));
  }

  private void write(byte[]... pieces) throws IOException {
    writing.lock();
    try {
      writeLocked(pieces);
    } finally {
      writing.unlock();
    }
  }

  private void writeLocked(byte[]... pieces) throws IOException {
    OutputStream to = out;
    if (to == null || broken) {
      throw new IOException("the stream of events has ended");
    }
    lastWrite = System.nanoTime();
    try {
      for (byte[] piece : pieces) {
        to.write(piece);
      }
      to.flush();
    } catch (IOException | RuntimeException e) {
      broken = true;
      throw e;
    }
  }

  @Override
  public boolean isOpen() {
    return !over && !ending && !request.cancelled() && !broken;
  }

  @Override
  public void awaitEnd() throws InterruptedException {
    // The end comes as an interrupt, and as nothing else.
    new CountDownLatch(1).await();
  }

  /** Ends it from outside. */
  void end() {
    ending = true;
    synchronized (this) {
      if (running != null) {
        request.interrupt(running);
      }
    }
  }

  /** Looks at the time. */
  void tick(long now) {
    long most = all.options().maxDuration().toNanos();
    if (most > 0 && now - began >= most && !ending) {
      end();
      return;
    }
    long silence = all.options().heartbeat().toNanos();
    if (silence > 0 && now - lastWrite >= silence && !ending) {
      // It may have to wait for the client, and the next stream is not to wait with it.
      Thread.ofVirtual().name("lokstra-heartbeat").start(this::beat);
    }
  }

  /** Sends a comment, unless something is being sent anyway. */
  private void beat() {
    if (writing.tryLock()) {
      try {
        if (out != null && !broken) {
          writeLocked(HEARTBEAT);
        }
      } catch (IOException _) {
        // The engine tells the request, and so the handler, that the client is gone.
      } finally {
        writing.unlock();
      }
    }
  }
}
