package io.lokstra.netty;

import io.lokstra.engine.ForwardedContent;
import io.lokstra.netty.http1.BodyDecoder;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The content of another server's response: it goes to the client by itself, or to the thread that
 * reads it, no faster than either takes it. Until it is known which, a little of it is kept.
 * Confined to the loop of the server's connection, but for {@link #writeTo}.
 */
final class UpstreamContent implements ForwardedContent, BodyDecoder.Sink {
  /** How much is kept before reading stops; what one reading brings may be on top of it. */
  private static final int FULL = 64 * 1024;

  private static final int PIECE = 8 * 1024;

  private final UpstreamConnection connection;
  private final ArrayDeque<byte[]> early = new ArrayDeque<>();
  private int kept;
  private @Nullable PipedResponse pipe;
  private @Nullable InputQueue queue;
  private boolean ended;
  private @Nullable IOException failure;

  UpstreamContent(UpstreamConnection connection) {
    this.connection = connection;
  }

  @Override
  public void take(byte[] bytes, int from, int length) {
    if (pipe != null) {
      pipe.feed(bytes, from, length);
    } else {
      give(Arrays.copyOfRange(bytes, from, from + length));
    }
  }

  private void give(byte[] piece) {
    if (pipe != null) {
      pipe.feed(piece, 0, piece.length);
    } else if (queue != null) {
      queue.offer(piece);
    } else {
      early.add(piece);
      kept += piece.length;
    }
  }

  /** All of it has come. */
  void end() {
    ended = true;
    if (pipe != null) {
      pipe.finish();
    } else if (queue != null) {
      queue.end();
    }
  }

  /** The rest of it will not come. */
  void fail(IOException reason) {
    if (ended || failure != null) {
      return;
    }
    failure = reason;
    if (pipe != null) {
      pipe.abort(reason);
    } else if (queue != null) {
      queue.fail(reason);
    }
  }

  /** Whether no more is to be read for now. */
  boolean isFull() {
    if (pipe != null) {
      return pipe.isFull();
    }
    return queue != null ? queue.isFull() : kept >= FULL;
  }

  /** It goes to the client from now on. */
  void pipeTo(PipedResponse to) {
    pipe = to;
    giveEarly();
  }

  private void attach(InputQueue to) {
    queue = to;
    giveEarly();
  }

  private void giveEarly() {
    for (byte[] piece = early.poll(); piece != null; piece = early.poll()) {
      give(piece);
    }
    kept = 0;
    IOException reason = failure;
    if (reason != null) {
      failure = null;
      fail(reason);
    } else if (ended) {
      end();
    }
    connection.pauseOrResume();
  }

  UpstreamConnection connection() {
    return connection;
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    InputQueue from = new InputQueue(() -> connection.execute(connection::pauseOrResume));
    connection.execute(() -> attach(from));
    byte[] piece = new byte[PIECE];
    for (int count = from.read(piece); count >= 0; count = from.read(piece)) {
      out.write(piece, 0, count);
      if (from.available() == 0) {
        out.flush();
      }
    }
  }
}
