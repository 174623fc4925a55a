package io.lokstra.netty.http1;

import io.lokstra.engine.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * Takes the body of one message out of a connection's octets. Not thread-safe.
 *
 * <p>{@link #decode} is called until {@link #isDone()} or {@link #refusal()} says that it is over.
 */
public abstract sealed class BodyDecoder permits LengthDecoder, ChunkedDecoder, UntilCloseDecoder {
  /** Where the octets of a body go. */
  @FunctionalInterface
  public interface Sink {
    /** Takes {@code length} octets at {@code from}; they are only good during the call. */
    void take(byte[] bytes, int from, int length);
  }

  /** The decoder for the body that {@code head} announces, with limits for trailers. */
  public static BodyDecoder of(RequestHead head, int maxTrailerSize, int maxTrailers) {
    return head.chunked()
        ? new ChunkedDecoder(maxTrailerSize, maxTrailers)
        : new LengthDecoder(Math.max(0, head.contentLength()));
  }

  /** The decoder for the content that {@code head} announces. */
  public static BodyDecoder of(ResponseHead head) {
    if (head.chunked()) {
      return new ChunkedDecoder(ResponseHeadParser.MAX_SIZE, ResponseHeadParser.MAX_FIELDS);
    }
    return head.endsWithConnection()
        ? new UntilCloseDecoder()
        : new LengthDecoder(head.contentLength());
  }

  /**
   * Takes what belongs to the body.
   *
   * @return how many octets were used; the rest is what follows the body
   */
  public abstract int decode(byte[] bytes, int from, int to, Sink sink);

  /** Whether the body is complete. */
  public abstract boolean isDone();

  /** How many octets of the message are still to come at least; a chunked body never knows. */
  public abstract long remaining();

  /** Why the body cannot be understood; the connection must close. Null when it can. */
  public @Nullable Refusal refusal() {
    return null;
  }
}
