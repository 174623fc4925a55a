package io.lokstra.redis;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.cluster.PartitionSelectorException;
import java.util.Set;

/** What Lettuce's errors mean here. */
final class Errors {
  /** Errors by which a server says that it cannot answer yet, or no longer. */
  private static final Set<String> NOT_NOW =
      Set.of("LOADING", "MASTERDOWN", "CLUSTERDOWN", "TRYAGAIN", "READONLY", "BUSY");

  private Errors() {}

  static RuntimeException of(String name, RedisCommand command, Throwable error) {
    String said = String.valueOf(error.getMessage());
    if (error instanceof RedisCommandExecutionException) {
      return NOT_NOW.contains(firstWord(said))
          ? unavailable("LOK-RED-008", name, command, "is not ready for it: " + said, false, error)
          : RedisException.replied(name, command.name(), said, error);
    }
    // Lettuce has one class for all of these; tests hold it to its words.
    if (said.contains("not connected")
        || said.contains("isconnected. Commands")
        || error instanceof PartitionSelectorException) {
      return unavailable("LOK-RED-002", name, command, "is not connected: " + said, false, error);
    }
    if (said.contains("size exceeded")) {
      return unavailable(
          "LOK-RED-005",
          name,
          command,
          "has max-pending commands under way already; raise it, or ask for less at once",
          false,
          error);
    }
    if (said.contains("Connection is closed") || said.contains("Connection closed")) {
      return unavailable("LOK-RED-007", name, command, "is closed", true, error);
    }
    return unavailable(
        "LOK-RED-003",
        name,
        command,
        "lost the connection while it was under way; it may have been done (" + said + ")",
        true,
        error);
  }

  /** Whether a server that was the master is none any more. */
  static boolean demoted(RuntimeException error) {
    return error instanceof RedisUnavailableException
        && error.getCause() instanceof RedisCommandExecutionException cause
        && firstWord(String.valueOf(cause.getMessage())).equals("READONLY");
  }

  private static RedisUnavailableException unavailable(
      String code,
      String name,
      RedisCommand command,
      String what,
      boolean mayHaveHappened,
      Throwable cause) {
    RedisUnavailableException unavailable =
        new RedisUnavailableException(
            code, "redis %s, asked for %s, %s".formatted(name, command, what), mayHaveHappened);
    unavailable.initCause(cause);
    return unavailable;
  }

  private static String firstWord(String text) {
    int space = text.indexOf(' ');
    return space < 0 ? text : text.substring(0, space);
  }
}
