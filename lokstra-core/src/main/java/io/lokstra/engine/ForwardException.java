package io.lokstra.engine;

import java.io.IOException;

/** Another server did not answer. The message is for logs and not for clients. */
public final class ForwardException extends IOException {
  private static final long serialVersionUID = 1L;

  /** Why. */
  public enum Reason {
    /** It cannot be reached: nothing was sent. */
    UNREACHABLE,
    /** It did not accept the connection in time: nothing was sent. */
    CONNECT_TIMEOUT,
    /** All its connections are in use, and too many wait, or for too long: nothing was sent. */
    BUSY,
    /** It closed the connection before any octet of its response. */
    CLOSED,
    /** It closed the connection in the middle of the response's head. */
    CUT,
    /** Its response did not begin in time. */
    TIMEOUT,
    /** What it sent is no response, or one that could be read in two ways. */
    MALFORMED
  }

  private final Reason reason;

  /** A failure. */
  public ForwardException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  /** A failure that was noticed by itself. */
  public ForwardException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** Why. */
  public Reason reason() {
    return reason;
  }
}
