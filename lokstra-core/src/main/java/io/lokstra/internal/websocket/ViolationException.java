package io.lokstra.internal.websocket;

/** The peer broke a rule: the connection fails with a close code (RFC 6455 §7.1.7). */
public final class ViolationException extends Exception {
  private static final long serialVersionUID = 1L;

  private final int code;

  /**
   * A rule was broken.
   *
   * @param code the close code that says which kind of rule
   * @param message what was wrong, for the peer: at most 123 octets
   */
  public ViolationException(int code, String message) {
    super(message, null, false, false);
    this.code = code;
  }

  /** The close code. */
  public int code() {
    return code;
  }

  /** What was wrong. */
  public String reason() {
    return String.valueOf(getMessage());
  }

  static ViolationException protocol(String message) {
    return new ViolationException(CloseCodes.PROTOCOL_ERROR, message);
  }
}
