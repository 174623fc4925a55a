package io.lokstra.log;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A line as it was written, for who observes them: {@link Logging#observe}.
 *
 * @param time when it was written
 * @param level how much it matters
 * @param logger who wrote it
 * @param message what happened
 * @param fields its fields in their order, with those of the request and of the scope; values are
 *     those that were given and may be null
 * @param error what went wrong
 */
public record LogEvent(
    Instant time,
    LogLevel level,
    String logger,
    String message,
    Map<String, @Nullable Object> fields,
    Optional<Throwable> error) {

  /** A field as text; empty when there is none or it is null. */
  public Optional<String> field(String name) {
    return Optional.ofNullable(fields.get(name)).map(Object::toString);
  }
}
