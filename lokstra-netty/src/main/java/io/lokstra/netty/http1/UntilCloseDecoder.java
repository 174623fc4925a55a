package io.lokstra.netty.http1;

/** Content that ends with its connection (RFC 9112 §6.3, the last case). */
final class UntilCloseDecoder extends BodyDecoder {
  @Override
  public int decode(byte[] bytes, int from, int to, Sink sink) {
    if (to > from) {
      sink.take(bytes, from, to - from);
    }
    return to - from;
  }

  @Override
  public boolean isDone() {
    return false;
  }

  @Override
  public long remaining() {
    return 0;
  }
}
