package io.lokstra.testkit.internal;

import io.lokstra.http.Headers;
import io.lokstra.testkit.RawResponse.Framing;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;

/** The body of a response as it comes; a body that is cut off is an error, not an end. */
public final class FramedBody extends InputStream {

  private final ResponseReader reader;
  private final Framing framing;
  private long left;
  private boolean firstChunk = true;
  private boolean ended;
  private Headers trailers = new ReceivedHeaders(List.of());

  FramedBody(ResponseReader reader, Framing framing, long length) {
    this.reader = reader;
    this.framing = framing;
    this.left = length;
    this.ended = framing == Framing.NONE || (framing == Framing.LENGTH && length == 0);
  }

  /** How the end is known. */
  public Framing framing() {
    return framing;
  }

  /** The fields after the last chunk; complete at the end of the body. */
  public Headers trailers() {
    return trailers;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] to, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, to.length);
    if (length == 0) {
      return 0;
    }
    if (!ended && framing == Framing.CHUNKED && left == 0) {
      nextChunk();
    }
    if (ended) {
      return -1;
    }
    int count = reader.read(to, offset, (int) Math.min(length, left));
    if (count < 0) {
      ended = framing == Framing.UNTIL_CLOSE;
      if (!ended) {
        throw new EOFException("the connection was closed in the middle of a body");
      }
      return -1;
    }
    left -= count;
    ended = left == 0 && framing == Framing.LENGTH;
    return count;
  }

  private void nextChunk() throws IOException {
    if (!firstChunk) {
      reader.chunkEnd();
    }
    firstChunk = false;
    left = reader.chunkSize();
    if (left == 0) {
      trailers = reader.fields();
      ended = true;
    }
  }
}
