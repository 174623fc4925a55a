package io.lokstra.testkit.internal.fault;

import io.lokstra.testkit.fault.Direction;
import io.lokstra.testkit.fault.Framing;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/** One direction of a connection: one thread reads, another sends when it is time. */
final class Pipe {
  private static final int CHUNK = 16 * 1024;
  private static final int QUEUED = 64;
  private static final int SHOWN = 64;
  private static final long LOOK_MILLIS = 50;

  /**
   * Bytes on their way.
   *
   * @param bytes none for the end
   * @param lost whether they are, as it was when they came
   * @param cut whether the connection is cut after them
   */
  private record Piece(byte[] bytes, long arrival, boolean lost, boolean cut) {}

  private final ProxiedConnection connection;
  private final Direction direction;
  private final Socket from;
  private final Socket to;
  private final Way way;
  private final Way.Budget budget;
  private final Optional<Framing> framing;
  private final BlockingQueue<Piece> queue = new ArrayBlockingQueue<>(QUEUED);
  private byte[] part = new byte[0];
  private int known; // the length of the message that part begins; 0 while it is not known

  Pipe(ProxiedConnection connection, Direction direction, Socket from, Socket to) {
    this.connection = connection;
    this.direction = direction;
    this.from = from;
    this.to = to;
    this.way = connection.faults().way(direction);
    this.budget = way.new Budget();
    this.framing = connection.faults().framing(direction);
  }

  /** Passes all that comes, until it ends. */
  void run() {
    Thread reader = Thread.ofVirtual().name("fault-proxy-reader").start(this::read);
    try {
      send();
    } catch (IOException e) {
      connection.cut();
    } catch (InterruptedException e) {
      connection.cut();
      Thread.currentThread().interrupt();
    } finally {
      reader.interrupt();
    }
  }

  private void read() {
    byte[] buffer = new byte[CHUNK];
    try {
      while (true) {
        int read = from.getInputStream().read(buffer);
        if (read < 0) {
          if (part.length > 0) {
            put(part, way.isDropping(), false);
          }
          put(new byte[0], false, false);
          return;
        }
        byte[] bytes = Arrays.copyOf(buffer, read);
        if (framing.isEmpty()) {
          put(bytes, way.isDropping(), false);
        } else if (!divide(bytes)) {
          return;
        }
      }
    } catch (IOException e) {
      connection.cut();
    } catch (RuntimeException e) {
      connection.cut(); // a framing failed; the test is not to wait for what never comes
      throw e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void put(byte[] bytes, boolean lost, boolean cut) throws InterruptedException {
    queue.put(new Piece(bytes, way.arrival(), lost, cut));
  }

  /**
   * Puts every message that is complete by itself; the rest waits for more.
   *
   * @return false when the connection is cut at one of them, so that nothing comes after it
   */
  private boolean divide(byte[] bytes) throws InterruptedException {
    byte[] all = Arrays.copyOf(part, part.length + bytes.length);
    System.arraycopy(bytes, 0, all, part.length, bytes.length);
    int at = 0;
    while (at < all.length) {
      ByteBuffer rest = ByteBuffer.wrap(all, at, all.length - at);
      int length = length(rest);
      if (length == 0 || length > all.length - at) {
        break;
      }
      byte[] message = Arrays.copyOfRange(all, at, at + length);
      boolean lost = way.isDropping(); // before anyone can see that it has come
      int passes =
          connection
              .faults()
              .comes(
                  connection.number(),
                  direction,
                  Arrays.copyOf(message, Math.min(length, SHOWN)),
                  length);
      if (passes < 0) {
        put(message, lost, false);
      } else {
        put(Arrays.copyOf(message, passes), lost, true);
        return false;
      }
      at += length;
      known = 0;
    }
    part = Arrays.copyOfRange(all, at, all.length);
    return true;
  }

  /** Asked once for each message, since a framing may remember. */
  private int length(ByteBuffer rest) {
    if (known == 0) {
      known = framing.orElseThrow().length(rest);
      if (known < 0) {
        throw new IllegalStateException(
            "a message of " + direction + " cannot be " + known + " bytes long; check its framing");
      }
    }
    return known;
  }

  private void send() throws IOException, InterruptedException {
    while (!connection.isCut()) {
      Piece piece = queue.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
      if (piece == null) {
        continue;
      }
      long wait = piece.arrival() - System.nanoTime();
      if (wait > 0) {
        TimeUnit.NANOSECONDS.sleep(wait);
      }
      way.awaitPassage(connection::isCut);
      if (connection.isCut()) {
        return;
      }
      if (piece.bytes().length == 0 && !piece.cut()) {
        to.shutdownOutput();
        return;
      }
      if (!piece.lost()) {
        write(piece.bytes());
      }
      if (piece.cut()) {
        connection.cut();
      }
    }
  }

  private void write(byte[] bytes) throws IOException {
    int pass = budget.take(bytes.length);
    to.getOutputStream().write(bytes, 0, pass);
    if (pass < bytes.length) {
      connection.cut();
    }
  }
}
