package io.lokstra.internal.log;

import io.lokstra.http.RequestContext;
import io.lokstra.log.LogFields;
import java.util.Optional;

/**
 * What the calling thread works for: the one scoped value of a request, and the fields of scopes
 * within or without one.
 */
public final class Context {
  /** The request. */
  public static final ScopedValue<RequestContext> REQUEST = ScopedValue.newInstance();

  /** Fields of a scope. */
  public static final ScopedValue<ScopedFields> SCOPE = ScopedValue.newInstance();

  private Context() {}

  /** The fields of the scope the calling thread is in. */
  public static Optional<ScopedFields> scope() {
    return SCOPE.isBound() ? Optional.of(SCOPE.get()) : Optional.empty();
  }

  /** Does {@code task} for {@code request}, in {@code scope} if there is one. */
  public static void run(RequestContext request, Optional<ScopedFields> scope, Runnable task) {
    ScopedValue.Carrier carrier = ScopedValue.where(REQUEST, request);
    (scope.isPresent() ? carrier.where(SCOPE, scope.get()) : carrier).run(task);
  }

  /** Gives to {@code to} all that lines of the calling thread say of what it works for. */
  public static void describe(LogFields to) {
    if (REQUEST.isBound() && REQUEST.get() instanceof LoggedContext request) {
      request.describe(to);
    }
    if (SCOPE.isBound()) {
      ScopedFields at = SCOPE.get();
      while (at != null) {
        to.add(at.name(), at.value());
        at = at.outer().orElse(null);
      }
    }
  }
}
