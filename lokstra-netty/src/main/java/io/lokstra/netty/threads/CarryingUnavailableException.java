package io.lokstra.netty.threads;

import org.jspecify.annotations.Nullable;

/** Virtual threads cannot be carried by event loops in this JVM; the message says what to do. */
public final class CarryingUnavailableException extends Exception {
  private static final long serialVersionUID = 1;

  private final String remedy;

  CarryingUnavailableException(String reason, String remedy, @Nullable Throwable cause) {
    super(reason, cause);
    this.remedy = remedy;
  }

  /** What to do about it, for the way this JVM was started. */
  public String remedy() {
    return remedy;
  }
}
