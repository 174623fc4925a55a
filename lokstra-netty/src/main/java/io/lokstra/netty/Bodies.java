package io.lokstra.netty;

import io.lokstra.engine.RequestBody;
import io.lokstra.http.HttpException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/** The ways a request's body meets its reader. */
final class Bodies {
  private Bodies() {}

  /**
   * A body that arrived before its call began.
   *
   * @param length as announced, -1 when it was not
   * @param content all of it
   */
  record Buffered(long length, byte[] content) implements RequestBody {
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

  /** What reading more than the call allows fails with. */
  static HttpException tooLarge() {
    return HttpException.contentTooLarge("the body is larger than allowed here");
  }
}
