package io.lokstra.dev;

/**
 * There is no dev service where one was asked for: why, and what to do. {@code
 * docs/dev-services.md} has a section for each code.
 */
public final class DevServiceException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String code;

  /**
   * A reason.
   *
   * @param code {@code LOK-DEV-001} and so on
   * @param problem what is wrong
   * @param remedy what was expected, and what to do
   */
  public DevServiceException(String code, String problem, String remedy) {
    super(code + " " + problem + "; " + remedy);
    this.code = code;
  }

  /** The same with what caused it. */
  public DevServiceException(String code, String problem, String remedy, Throwable cause) {
    this(code, problem, remedy);
    initCause(cause);
  }

  /** {@code LOK-DEV-001} and so on. */
  public String code() {
    return code;
  }
}
