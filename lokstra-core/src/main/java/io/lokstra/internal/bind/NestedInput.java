package io.lokstra.internal.bind;

import io.lokstra.internal.validation.Findings;
import io.lokstra.internal.validation.ValueRules;
import org.jspecify.annotations.Nullable;

/** A record from the parameters {@code filter[name]=x} of query or form. */
final class NestedInput extends Input {
  private final String field;
  private final Group group;
  private final ValueRules rules;

  NestedInput(String field, Group group, ValueRules rules) {
    this.field = field;
    this.group = group;
    this.rules = rules;
  }

  @Override
  @Nullable Object read(Binding binding) {
    Findings findings = binding.findings;
    findings.enter(field);
    Object value =
        rules.mayBeMissing() && !group.isGiven(binding)
            ? rules.missing(findings)
            : rules.accept(group.read(binding), findings);
    findings.leave();
    return value;
  }

  @Override
  boolean isGiven(Binding binding) {
    return group.isGiven(binding);
  }
}
