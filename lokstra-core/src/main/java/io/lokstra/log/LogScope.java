package io.lokstra.log;

import io.lokstra.internal.log.Context;
import io.lokstra.internal.log.FieldNames;
import io.lokstra.internal.log.ScopedFields;
import io.lokstra.internal.text.Printable;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Fields of all lines that are written in a piece of work, whoever writes them: {@code
 * LogScope.with("job", id).run(() -> …)}. Tasks of {@code ctx.all} and {@code ctx.race} are in the
 * scope of the thread that asked for them; a thread that is started otherwise is in none.
 * Immutable.
 */
public final class LogScope {
  private final ScopedFields fields;

  private LogScope(Optional<ScopedFields> outer, String name, @Nullable Object value) {
    if (!FieldNames.isValid(name)) {
      throw new IllegalArgumentException(
          "not the name of a field: '%s'; expected %s"
              .formatted(Printable.of(name), FieldNames.EXPECTED));
    }
    this.fields = new ScopedFields(outer, name, value);
  }

  /**
   * The fields of the scope this is called in and one more.
   *
   * @throws IllegalArgumentException when that is no name of a field
   */
  public static LogScope with(String name, @Nullable Object value) {
    return new LogScope(Context.scope(), name, value);
  }

  /**
   * These fields and one more.
   *
   * @throws IllegalArgumentException when that is no name of a field
   */
  public LogScope and(String name, @Nullable Object value) {
    return new LogScope(Optional.of(fields), name, value);
  }

  /** Does {@code task} in this scope. */
  public void run(Runnable task) {
    ScopedValue.where(Context.SCOPE, fields).run(task);
  }

  /** Does {@code task} in this scope, with a result. */
  public <T, X extends Throwable> T call(ScopedValue.CallableOp<T, X> task) throws X {
    return ScopedValue.where(Context.SCOPE, fields).call(task);
  }
}
