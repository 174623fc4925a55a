package io.lokstra.internal.upload;

/** A part is not as RFC 7578 says; the message goes on after the part's name or number. */
final class MalformedPartException extends Exception {
  private static final long serialVersionUID = 1L;

  MalformedPartException(String message) {
    super(message);
  }
}
