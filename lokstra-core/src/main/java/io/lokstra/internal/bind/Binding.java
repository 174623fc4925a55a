package io.lokstra.internal.bind;

import io.lokstra.bind.RequestSource;
import io.lokstra.internal.validation.Findings;
import org.jspecify.annotations.Nullable;

/** One request being bound. For one thread. */
final class Binding {
  final RequestSource source;
  final Findings findings = new Findings();

  /** What the body holds: a value, an array of properties, or {@link Findings#FAILED}. */
  @Nullable Object body = Findings.FAILED;

  Binding(RequestSource source) {
    this.source = source;
  }
}
