package io.lokstra.netty.http3;

/** A peer broke a rule; on one stream, or so that the connection cannot go on (RFC 9114 §8). */
public final class ViolationException extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean ofConnection;
  private final ErrorCode code;

  private ViolationException(boolean ofConnection, ErrorCode code, String message) {
    super(message, null, false, false);
    this.ofConnection = ofConnection;
    this.code = code;
  }

  /** Of the whole connection. */
  public static ViolationException ofConnection(ErrorCode code, String message) {
    return new ViolationException(true, code, message);
  }

  /** Of the stream that was read. */
  public static ViolationException ofStream(ErrorCode code, String message) {
    return new ViolationException(false, code, message);
  }

  /** Whether the connection cannot go on. */
  public boolean isOfConnection() {
    return ofConnection;
  }

  /** What the peer is told. */
  public ErrorCode code() {
    return code;
  }
}
