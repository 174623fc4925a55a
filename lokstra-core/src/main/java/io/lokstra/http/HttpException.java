package io.lokstra.http;

/** placeholder. */
public class HttpException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** placeholder. */
  public HttpException(int status, String code, String message) {
    super(status + code + message);
  }
}
