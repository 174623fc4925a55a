package io.lokstra.internal.service;

/** A service that refuses another configuration; the old one holds for all of them. */
public final class ServiceReloadException extends Exception {
  private static final long serialVersionUID = 1;

  ServiceReloadException(String service, Exception cause) {
    super(
        "LOK-SVC-014 %s refuses its new configuration, and the old one goes on for all: %s"
            .formatted(service, cause.getMessage() == null ? cause.toString() : cause.getMessage()),
        cause);
  }
}
