package io.lokstra.devservices.internal;

import io.lokstra.dev.DevServiceException;

/** What can be wrong here; each method is one code of {@code docs/dev-services.md}. */
final class Problem {
  private static final String OWN =
      "or give the address of a server of yours instead of a dev service";

  private Problem() {}

  /** A parameter or a name of the address that means nothing. */
  static DevServiceException badAddress(String address, String problem, String remedy) {
    return new DevServiceException(
        "LOK-DEV-003", "the address '" + address + "' " + problem, remedy);
  }

  /** This machine lacks something. */
  static DevServiceException unable(String problem, String remedy) {
    return new DevServiceException("LOK-DEV-004", problem, remedy + "; " + OWN);
  }

  /** This machine lacks something. */
  static DevServiceException unable(String problem, String remedy, Throwable cause) {
    return new DevServiceException("LOK-DEV-004", problem, remedy + "; " + OWN, cause);
  }

  /** The server does not come up. */
  static DevServiceException failed(String label, String problem, String log) {
    return new DevServiceException(
        "LOK-DEV-005",
        label + " did not start: " + problem,
        (log.isBlank() ? "it wrote nothing" : "the end of its log:\n" + log.indent(4))
            + OWN.substring(3));
  }

  /** Others hold what is needed for too long. */
  static DevServiceException busy(String label, String problem, String remedy) {
    return new DevServiceException("LOK-DEV-006", label + ": " + problem, remedy);
  }
}
