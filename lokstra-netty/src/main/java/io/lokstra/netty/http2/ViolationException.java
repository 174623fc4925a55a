package io.lokstra.netty.http2;

/** A peer broke a rule; on one stream, or so that the connection cannot go on (RFC 9113 §5.4). */
public final class ViolationException extends Exception {
  private static final long serialVersionUID = 1L;

  private final int stream;
  private final ErrorCode code;

  private ViolationException(int stream, ErrorCode code, String message) {
    super(message, null, false, false);
    this.stream = stream;
    this.code = code;
  }

  /** Of the whole connection. */
  public static ViolationException ofConnection(ErrorCode code, String message) {
    return new ViolationException(0, code, message);
  }

  /** Of one stream. */
  public static ViolationException ofStream(int stream, ErrorCode code, String message) {
    return new ViolationException(stream, code, message);
  }

  /** The stream, 0 for the whole connection. */
  public int stream() {
    return stream;
  }

  /** What the peer is told. */
  public ErrorCode code() {
    return code;
  }
}
