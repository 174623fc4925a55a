package io.lokstra.internal.websocket;

import io.lokstra.engine.EventConnection;
import org.jspecify.annotations.Nullable;

/**
 * Sends what waits in an {@link Outbox}, and control frames between its messages, as far as the
 * peer takes it. I/O thread.
 */
final class FrameSender {
  private static final byte[] NOTHING = {};

  /** What is written of a large message before it is asked whether the peer takes more. */
  private static final int PIECE = 32 * 1024;

  private final EventConnection connection;
  private final Outbox outbox;
  private final byte[] header = new byte[Frame.MAX_HEADER];
  private @Nullable Frame pong;
  private boolean pingDue;

  /** How much of the next frame was sent; -1 when nothing was. */
  private int sentOfFrame = -1;

  FrameSender(EventConnection connection, Outbox outbox) {
    this.connection = connection;
    this.outbox = outbox;
  }

  /** Whether a pong waits to be sent. */
  boolean owesPong() {
    return pong != null;
  }

  /**
   * Sends a pong next. One that could not be sent yet is given up for it: this answers that ping
   * too (RFC 6455 §5.5.3).
   */
  void pong(byte[] content) {
    pong = Frame.of(Frame.PONG, content);
  }

  /** Sends a ping next. */
  void ping() {
    pingDue = true;
  }

  /** Sends on; returns what ends the connection once that was sent, after which nothing is. */
  @Nullable Frame send() {
    while (connection.isWritable()) {
      if (sentOfFrame < 0 && pong != null) {
        write(pong);
        pong = null;
      } else if (sentOfFrame < 0 && pingDue) {
        pingDue = false;
        write(Frame.of(Frame.PING, NOTHING));
      } else {
        Frame next = outbox.peek();
        if (next == null) {
          return null;
        }
        if (writePiece(next) && next.ends()) {
          return next;
        }
      }
    }
    return null;
  }

  private void write(Frame frame) {
    connection.write(header, 0, frame.header(header));
    connection.write(frame.payload(), 0, frame.payload().length);
  }

  /** Sends a piece of a frame; whether it was the last. */
  private boolean writePiece(Frame frame) {
    byte[] payload = frame.payload();
    if (sentOfFrame < 0 && !frame.isEnd()) {
      connection.write(header, 0, frame.header(header));
    }
    int from = Math.max(0, sentOfFrame);
    int count = Math.min(PIECE, payload.length - from);
    connection.write(payload, from, count);
    sentOfFrame = from + count;
    if (sentOfFrame < payload.length) {
      return false;
    }
    sentOfFrame = -1;
    outbox.sent(frame);
    return true;
  }

  /** Throws away what waits, but for what was sent in part and what closes. */
  void drop() {
    outbox.drop(sentOfFrame >= 0);
  }
}
