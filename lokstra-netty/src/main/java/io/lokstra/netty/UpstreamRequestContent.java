package io.lokstra.netty;

import java.io.IOException;

/** The content of a request on its way to another server, no faster than that reads it. */
final class UpstreamRequestContent extends OutputPipe {
  private final UpstreamConnection connection;
  private final UpstreamCall call;
  private final boolean chunked;
  private volatile boolean broken;

  UpstreamRequestContent(UpstreamConnection connection, UpstreamCall call, boolean chunked) {
    this.connection = connection;
    this.call = call;
    this.chunked = chunked;
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

  /** Whether it goes out in chunks, as its length is not known. */
  boolean isChunked() {
    return chunked;
  }
}
