package io.lokstra.internal.events;

import io.lokstra.events.Event;
import io.lokstra.events.EventHandler;
import io.lokstra.events.EventStream;
import io.lokstra.http.ResponseBody;
import io.lokstra.json.Json;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One stream of events: written by its request's thread, and by others, one at a time. Its end
 * comes from the handler, the client, or the server that stops; the last of these ends the response
 * as the handler would, so that no client takes it for a failure.
 */
final class OpenStream implements EventStream, ResponseBody.Stream.Writer {
  private static final byte[] HEARTBEAT = {':', '\n', '\n'};

  /** More than a sender needs that was interrupted, in seconds. */
  private static final long LEAVING = 5;

  private static final Logger LOG = LoggerFactory.getLogger("io.lokstra.http");

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

  /** The thread that writes, and may wait for the client; any. Guarded by this. */
  private @Nullable Thread writer;

  /** Whether {@link #writer} was interrupted by the end. Guarded by this. */
  private boolean writerStopped;

  /** Why it is ended from outside; null while it is not. */
  private volatile @Nullable String ending;

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
        write(true, opening());
        handle();
      } else {
        ending = EventStreams.STOPS;
      }
      if (ending != null) {
        sayGoodbye();
      }
      if (broken) {
        // A handler that did not mind is no reason to let a part of an event pass for the whole.
        throw new IOException("the stream of events broke in the middle of an event");
      }
    } finally {
      all.remove(this);
      close();
    }
  }

  /**
   * The last word of a stream that is ended. It does not wait for the client: who has no room for
   * it has not read what came before, and is cut. Who was sending was told to leave.
   */
  private void sayGoodbye() throws IOException {
    if (broken) {
      return;
    }
    try {
      if (!writing.tryLock(LEAVING, TimeUnit.SECONDS)) {
        broken = true;
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw interrupted(e);
    }
    Thread.currentThread().interrupt(); // so that it waits for nothing
    try {
      long retry = all.spreadRetry();
      writeLocked(true, retry > 0 ? EventLines.retry(retry) : HEARTBEAT);
    } finally {
      var _ = Thread.interrupted();
      writing.unlock();
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
      if (ending == null) {
        handler.stream(this);
      }
    } catch (Exception thrown) {
      if (ending == null || broken) {
        throw failure(thrown);
      }
      // The stream is ended, and this is how the handler took the news.
      if (!isNews(thrown) && !isNews(thrown.getCause())) {
        LOG.warn("a handler failed when it was told that its stream of events ends", thrown);
      }
    } finally {
      synchronized (this) {
        running = null;
      }
      if (ending != null) {
        var _ = Thread.interrupted();
      }
    }
  }

  private static boolean isNews(@Nullable Throwable thrown) {
    return thrown instanceof InterruptedException || thrown instanceof IOException;
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
    over = true;
    stopWriter();
    writing.lock();
    try {
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
  public Json json() {
    return request.json();
  }

  @Override
  public void send(List<Event> events) throws IOException {
    checkOpen();
    byte[][] bytes = new byte[events.size()][];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = events.get(i).encode(request::json);
    }
    write(false, bytes);
  }

  @Override
  public void comment(String text) throws IOException {
    write(false, EventLines.comment(text));
  }

  private void checkOpen() throws IOException {
    String why = ending;
    if (over || broken || why != null) {
      throw new IOException("the stream of events has ended" + (why == null ? "" : ": " + why));
    }
  }

  /**
   * Writes these together.
   *
   * @param own whether it is the stream's own word, for which no end is too late
   */
  private void write(boolean own, byte[]... pieces) throws IOException {
    try {
      writing.lockInterruptibly();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw interrupted(e);
    }
    try {
      writeLocked(own, pieces);
    } finally {
      writing.unlock();
    }
  }

  private static InterruptedIOException interrupted(InterruptedException cause) {
    InterruptedIOException thrown =
        new InterruptedIOException("interrupted while waiting for another sender");
    thrown.initCause(cause);
    return thrown;
  }

  private void writeLocked(boolean own, byte[]... pieces) throws IOException {
    OutputStream to = out;
    if (to == null) {
      throw new IOException("the stream of events has ended");
    }
    synchronized (this) {
      if (!own || broken) {
        checkOpen();
      }
      writer = Thread.currentThread();
    }
    lastWrite = System.nanoTime();
    boolean whole = false;
    try {
      for (byte[] piece : pieces) {
        to.write(piece);
      }
      whole = true;
      to.flush();
    } catch (InterruptedIOException e) {
      // Interrupted in the flush, it has handed over all of it and only did not wait for room.
      if (!whole || own) {
        breakOff();
      }
      throw e;
    } catch (IOException | RuntimeException e) {
      breakOff();
      throw e;
    } finally {
      leave();
    }
  }

  /** The response cannot be brought to an end, and its thread is told so, whoever notices. */
  private void breakOff() {
    synchronized (this) {
      broken = true;
      if (running != null && running != Thread.currentThread()) {
        request.interrupt(running);
      }
    }
  }

  /** The writer is done. An interrupt that was meant for the write goes no further with it. */
  private synchronized void leave() {
    Thread left = Thread.currentThread();
    writer = null;
    if (writerStopped) {
      writerStopped = false;
      var _ = Thread.interrupted();
      if (left == running) {
        request.interrupt(left);
      }
    }
  }

  /** Lets whoever writes wait no longer for the client. */
  private synchronized void stopWriter() {
    if (writer != null) {
      writerStopped = true;
      writer.interrupt();
    }
  }

  @Override
  public boolean isOpen() {
    return !over && ending == null && !request.cancelled() && !broken;
  }

  @Override
  public void awaitEnd() throws InterruptedException {
    // The end comes as an interrupt, and as nothing else.
    new CountDownLatch(1).await();
  }

  /** Ends it from outside. */
  void end(String why) {
    synchronized (this) {
      ending = why;
      if (running != null) {
        request.interrupt(running);
      }
      stopWriter();
    }
  }

  /** Looks at the time. */
  void tick(long now) {
    long most = all.options().maxDuration().toNanos();
    if (most > 0 && now - began >= most && ending == null) {
      end("it has lasted as long as one may (server.events.max-duration)");
      return;
    }
    long silence = all.options().heartbeat().toNanos();
    if (silence > 0 && now - lastWrite >= silence && ending == null) {
      // It may have to wait for the client, and the next stream is not to wait with it.
      Thread.ofVirtual().name("lokstra-heartbeat").start(this::beat);
    }
  }

  /** Sends a comment, unless something is being sent anyway. */
  private void beat() {
    if (writing.tryLock()) {
      try {
        if (out != null && !broken) {
          writeLocked(false, HEARTBEAT);
        }
      } catch (IOException _) {
        // The engine tells the request, and so the handler, that the client is gone.
      } finally {
        writing.unlock();
      }
    }
  }
}
