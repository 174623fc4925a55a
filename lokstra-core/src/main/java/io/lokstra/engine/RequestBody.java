package io.lokstra.engine;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * The body of a request, read at most once. Not thread-safe: it belongs to the request's thread.
 */
public interface RequestBody {

  /** A request without a body. */
  RequestBody EMPTY =
      new RequestBody() {
        @Override
        public long length() {
          return 0;
        }

        @Override
        public byte[] bytes() {
          return new byte[0];
        }

        @Override
        public InputStream stream() {
          return InputStream.nullInputStream();
        }
      };

  /**
   * The length in bytes as announced, 0 without a body, -1 when it is not known before the end
   * (chunked).
   */
  long length();

  /**
   * The whole body, waiting for it where it has not all arrived. The array is the caller's.
   *
   * @throws io.lokstra.http.HttpException 413 when it is larger than the call allows, 408 when it
   *     comes too slowly, 400 when its framing is broken
   * @throws IOException when the client went away
   */
  byte[] bytes() throws IOException;

  /** The body as it arrives, with backpressure to the client; fails as {@link #bytes()} does. */
  InputStream stream() throws IOException;

  /**
   * Why this body will not be had, where that is known before the call runs; what is wrong with the
   * rest of a body that is still arriving shows when it is read. The call is to answer with it.
   */
  default Optional<Refusal> refusal() {
    return Optional.empty();
  }

  /**
   * A body that the engine does not read, or not to its end: reading fails with an {@link
   * io.lokstra.http.HttpException} that says what {@code reason} says.
   *
   * @param length as announced, -1 when it was not
   */
  static RequestBody refused(long length, Refusal reason) {
    return new RefusedBody(length, reason);
  }
}
