package io.lokstra.netty.http1;

/** A body of a known length (RFC 9112 §6.2). */
final class LengthDecoder extends BodyDecoder {
  private long remaining;

  LengthDecoder(long length) {
    this.remaining = length;
  }

  @Override
  public int decode(byte[] bytes, int from, int to, Sink sink) {
    int length = (int) Math.min(remaining, to - from);
    if (length > 0) {
      remaining -= length;
      sink.take(bytes, from, length);
    }
    return length;
  }

  @Override
  public boolean isDone() {
    return remaining == 0;
  }

  @Override
  public long remaining() {
    return remaining;
  }
}
