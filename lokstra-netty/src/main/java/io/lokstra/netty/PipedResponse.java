package io.lokstra.netty;

import io.lokstra.http.Response;
import io.lokstra.http.ResponseBody;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A response whose content comes from another server's connection: a loop hands it on, and no
 * thread waits for it.
 */
final class PipedResponse extends StreamedResponse {
  /** How much may wait for the client before nothing more is read from the server. */
  private static final int FULL = 64 * 1024;

  private static final int LOW = 16 * 1024;

  private final UpstreamContent content;
  private final Answering on;
  private final boolean sameLoop;
  private final AtomicInteger pending = new AtomicInteger();
  private volatile boolean held;

  PipedResponse(
      NettyExchange exchange,
      Response response,
      ResponseBody.Stream stream,
      UpstreamContent content) {
    super(exchange, response, stream);
    this.content = content;
    this.on = exchange.on();
    this.sameLoop = exchange.connection().loop().equals(content.connection().loop());
  }

  /** Begins, and returns: the request's thread has nothing more to do. */
  @Override
  void send() {
    exchange()
        .handStream(
            response(),
            () -> {
              on.beginStream(this);
              if (sameLoop) {
                content.pipeTo(this);
              } else {
                content.connection().execute(() -> content.pipeTo(this));
              }
              on.flushStream(this);
            });
  }

  // The loop of the server's connection.

  /** Hands octets on; the array stays the caller's. */
  void feed(byte[] bytes, int from, int length) {
    int gone = sameLoop ? on.sendAtOnce(this, bytes, from, length) : 0;
    if (gone < length) {
      keep(Arrays.copyOfRange(bytes, from + gone, from + length));
    }
  }

  private void keep(byte[] piece) {
    pending.addAndGet(piece.length);
    if (sameLoop) {
      on.sendPiece(this, piece, piece.length);
    } else {
      on.execute(() -> on.sendPiece(this, piece, piece.length));
    }
  }

  /** All was handed on. */
  void finish() {
    on.execute(() -> on.endStream(this));
  }

  /** The rest will not come: the client must not take what it has for the whole. */
  void abort(IOException reason) {
    on.execute(() -> on.abortStream(this, reason));
  }

  /** Whether the client is to read before more is handed on. */
  boolean isFull() {
    if (pending.get() < FULL) {
      return false;
    }
    held = true;
    // The client may have read it all before it could be seen that we wait.
    if (pending.get() > LOW) {
      return true;
    }
    held = false;
    return false;
  }

  // The loop of the client's connection.

  @Override
  void written(int count, boolean last) {
    if (pending.addAndGet(-count) <= LOW && held) {
      held = false;
      UpstreamConnection from = content.connection();
      from.execute(from::pauseOrResume);
    }
  }

  @Override
  void fail(IOException reason) {
    exchange().abandonForwarded();
  }
}
