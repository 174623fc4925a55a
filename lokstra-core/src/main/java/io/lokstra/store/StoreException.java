package io.lokstra.store;

/**
 * A store was asked for what it cannot do, or answered with an error. The message begins with a
 * code; it is for the log, not for a client.
 */
public class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String code;

  /** What was asked, what was wrong with it, and what to do. */
  public StoreException(String code, String message) {
    super(code + " " + message);
    this.code = code;
  }

  /** What was asked, what was wrong with it, and why. */
  public StoreException(String code, String message, Throwable cause) {
    super(code + " " + message, cause);
    this.code = code;
  }

  /** The code: {@code LOK-STO-001}. */
  public String code() {
    return code;
  }
}
