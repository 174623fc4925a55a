package io.lokstra.engine;

import java.io.IOException;

/**
 * Certificates, or the files they are in, cannot be used. The message names the file, what is wrong
 * with it, and what to do.
 */
public final class TlsException extends IOException {
  private static final long serialVersionUID = 1L;

  /** What is wrong, and what to do. */
  public TlsException(String message) {
    super(message);
  }

  /** What is wrong, what to do, and how it was noticed. */
  public TlsException(String message, Throwable cause) {
    super(message, cause);
  }
}
