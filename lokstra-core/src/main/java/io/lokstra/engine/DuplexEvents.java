package io.lokstra.engine;

import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Events out of a connection that blocks: one thread reads, and the caller's is the I/O thread. The
 * peer holds that one up while it does not read.
 */
final class DuplexEvents implements EventConnection {
  private static final long TICK_MILLIS = 100;

  private final Duplex duplex;
  private final Thread thread = Thread.currentThread();
  private final LinkedBlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
  private final Semaphore mayRead = new Semaphore(1);
  private boolean reads = true;
  private boolean readAllowed = true;
  private boolean ending;
  private volatile boolean cut;

  private DuplexEvents(Duplex duplex) {
    this.duplex = duplex;
  }

  /** Serves {@code duplex} until either end is done with it. */
  static void serve(EventSpeaker speaker, Duplex duplex) throws IOException {
    DuplexEvents connection = new DuplexEvents(duplex);
    ConnectionEvents events = speaker.begin(connection);
    Thread reader =
        Thread.ofVirtual()
            .name(Thread.currentThread().getName() + " reader")
            .start(() -> connection.read(events));
    try {
      connection.turns(events);
    } finally {
      reader.interrupt();
      events.closed();
    }
  }

  private void turns(ConnectionEvents events) throws IOException {
    duplex.output().flush();
    long next = System.nanoTime();
    while (!ending && !cut) {
      try {
        Runnable task = tasks.poll(TICK_MILLIS, TimeUnit.MILLISECONDS);
        if (task != null) {
          task.run();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", e);
      }
      long now = System.nanoTime();
      if (now >= next) {
        next = now + TimeUnit.MILLISECONDS.toNanos(TICK_MILLIS);
        events.tick(now);
      }
      duplex.output().flush();
    }
    if (cut) {
      throw new IOException("the connection was cut");
    }
  }

  private void read(ConnectionEvents events) {
    byte[] octets = new byte[16 * 1024];
    try {
      while (true) {
        mayRead.acquire();
        int count = duplex.input().read(octets);
        if (count < 0) {
          tasks.add(events::inputEnded);
          return;
        }
        byte[] received = Arrays.copyOf(octets, count);
        tasks.add(() -> {
          readAllowed = false;
          events.received(received, 0, received.length);
          allowReading();
        });
      }
    } catch (IOException e) {
      cut();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** One permit for each time the reader is to go on. */
  private void allowReading() {
    if (reads && !readAllowed) {
      readAllowed = true;
      mayRead.release();
    }
  }

  @Override
  public boolean isWritable() {
    return true;
  }

  @Override
  public void write(byte[] octets, int from, int count) {
    try {
      duplex.output().write(octets, from, count);
    } catch (IOException e) {
      cut();
    }
  }

  @Override
  public void reading(boolean goesOn) {
    reads = goesOn;
    if (goesOn) {
      tasks.add(this::allowReading);
    }
  }

  @Override
  public void close() {
    ending = true;
  }

  @Override
  public void cut() {
    cut = true;
    tasks.add(() -> {});
    if (Thread.currentThread() != thread) {
      // It may be waiting for the peer to read.
      thread.interrupt();
    }
  }

  @Override
  public void execute(Runnable task) {
    tasks.add(task);
  }

  @Override
  public void start(RouteHandle route, Runnable task) {
    Thread.ofVirtual().name(route.template()).start(task);
  }
}
