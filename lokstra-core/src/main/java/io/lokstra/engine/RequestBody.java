package io.lokstra.engine;

import java.io.IOException;
import java.io.InputStream;

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
}
