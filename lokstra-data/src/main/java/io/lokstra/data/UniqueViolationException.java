package io.lokstra.data;

import java.util.Locale;

/** There is a row with this key already. */
public final class UniqueViolationException extends DbException {
  private static final long serialVersionUID = 1;

  /** What the database said. */
  public UniqueViolationException(String message, String sqlState, Throwable cause) {
    super(message, sqlState, cause);
  }

  /**
   * Whether the database names {@code constraint}, an index or a constraint, as the one that is
   * violated; upper or lower case alike.
   */
  public boolean violates(String constraint) {
    String message = String.valueOf(getCause() == null ? getMessage() : getCause().getMessage());
    return message.toLowerCase(Locale.ROOT).contains(constraint.toLowerCase(Locale.ROOT));
  }
}
