package io.lokstra.internal.memory;

import io.lokstra.engine.Refusal;
import io.lokstra.engine.RequestBody;
import io.lokstra.http.HttpException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Objects;

/** The body of a request as it comes, limited to what the call accepts. */
final class MemoryBody implements RequestBody {
  private static final Refusal TOO_LARGE =
      new Refusal(413, "content_too_large", "the body is larger than allowed");

  private final long length;
  private final InputStream source;
  private boolean used;

  private MemoryBody(long length, InputStream source) {
    this.length = length;
    this.source = source;
  }

  /**
   * Waits for the body, or for its first {@code buffered} bytes. It is refused when it is larger
   * than {@code limit}, as far as that is known by then; where it is announced, without reading.
   */
  static RequestBody receive(MemoryRequest request, long limit, int buffered) throws IOException {
    if (request.length() == 0) {
      return EMPTY;
    }
    if (request.length() > limit) {
      return RequestBody.refused(request.length(), TOO_LARGE);
    }
    InputStream limited = new Limited(request.body(), limit, request.length());
    byte[] first;
    try {
      first = limited.readNBytes(buffered);
    } catch (HttpException tooLarge) {
      return RequestBody.refused(request.length(), TOO_LARGE);
    }
    InputStream all =
        first.length < buffered
            ? new ByteArrayInputStream(first)
            : new SequenceInputStream(new ByteArrayInputStream(first), limited);
    return new MemoryBody(request.length(), all);
  }

  @Override
  public long length() {
    return length;
  }

  @Override
  public byte[] bytes() throws IOException {
    return stream().readAllBytes();
  }

  @Override
  public InputStream stream() {
    if (used) {
      throw new IllegalStateException("the body of a request can be read only once");
    }
    used = true;
    return source;
  }

  private static HttpException tooLarge() {
    return new HttpException(TOO_LARGE.status(), TOO_LARGE.code(), TOO_LARGE.message());
  }

  /** Counts what passes, and fails on a body that is longer or shorter than it may be. */
  private static final class Limited extends InputStream {
    private final InputStream source;
    private final long limit;
    private final long announced;
    private long seen;

    Limited(InputStream source, long limit, long announced) {
      this.source = source;
      this.limit = limit;
      this.announced = announced;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
      Objects.checkFromIndexSize(offset, length, to.length);
      long wanted = announced < 0 ? length : Math.min(length, announced - seen);
      if (wanted == 0) {
        return length == 0 ? 0 : -1;
      }
      int count = source.read(to, offset, (int) wanted);
      if (count < 0) {
        if (announced > seen) {
          throw new IOException("the client sent " + seen + " of " + announced + " bytes");
        }
        return -1;
      }
      seen += count;
      if (seen > limit) {
        throw tooLarge();
      }
      return count;
    }
  }
}
