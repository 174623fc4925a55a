package io.lokstra.netty;

import io.lokstra.engine.RequestBody;
import io.lokstra.http.HttpException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/** The three ways a request's body meets its reader. */
final class Bodies {
  private Bodies() {}

  /**
   * A body that arrived before its call began.
   *
   * @param content all of it
   */
  record Buffered(byte[] content) implements RequestBody {
    @Override
    public long length() {
      return content.length;
    }

    @Override
    public byte[] bytes() {
      return content;
    }

    @Override
    public InputStream stream() {
      return new ByteArrayInputStream(content);
    }
  }

  /**
   * A body that arrives while its call runs.
   *
   * @param length as announced, -1 when it is not known
   * @param stream where it comes from
   */
  record Arriving(long length, InputQueue stream) implements RequestBody {
    @Override
    public byte[] bytes() throws IOException {
      return stream.readAllBytes();
    }
  }

  /**
   * A body that is not read because it is too large.
   *
   * @param length as announced, -1 when it is not known
   */
  record TooLarge(long length) implements RequestBody {
    @Override
    public byte[] bytes() {
      throw refusal();
    }

    @Override
    public InputStream stream() {
      throw refusal();
    }

    /** What reading it fails with. */
    static HttpException refusal() {
      return HttpException.contentTooLarge("the body is larger than allowed here");
    }
  }
}
