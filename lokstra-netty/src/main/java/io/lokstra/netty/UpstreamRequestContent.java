package io.lokstra.netty;

import java.io.IOException;

/** The content of a request on its way to another server, no faster than that reads it. */
final class UpstreamRequestContent extends OutputPipe {
  private final UpstreamConnection connection;
  private final UpstreamCall call;
  private final boolean chunked;

  /** What is still to come of what was announced. Of the connection's loop. */
  private long left;

  private volatile boolean broken;

  /**
   * The content of {@code call}.
   *
   * @param announced its length in bytes; less than 0 when that is not known
   */
  UpstreamRequestContent(UpstreamConnection connection, UpstreamCall call, long announced) {
    this.connection = connection;
    this.call = call;
    this.chunked = announced < 0;
    this.left = announced;
  }

  @Override
  void hand(byte[] bytes, int count) {
    connection.execute(() -> connection.sendContent(this, bytes, count));
  }

  /** There is no more of it. */
  void end() throws IOException {
    flush();
    connection.execute(() -> connection.endContent(this));
  }

  @Override
  void fail(IOException reason) {
    broken = true;
    super.fail(reason);
  }

  /** Whether the server takes no more. */
  boolean isBroken() {
    return broken;
  }

  UpstreamCall call() {
    return call;
  }

  /** {@code count} octets go out; whether all that was announced has gone by that. */
  boolean isLast(int count) {
    left -= count;
    return left == 0;
  }

  /** Whether it goes out in chunks, as its length is not known. */
  boolean isChunked() {
    return chunked;
  }
}
