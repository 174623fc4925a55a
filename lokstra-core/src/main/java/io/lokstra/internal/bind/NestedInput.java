package io.lokstra.internal.bind;

import io.lokstra.http.QueryParameters;
import io.lokstra.internal.record.Sources.Kind;
import io.lokstra.internal.validation.Findings;
import io.lokstra.internal.validation.ValueRules;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A record from the parameters {@code filter[name]=x} of query or form. */
final class NestedInput extends Input {
  private final String field;
  private final Kind kind;
  private final String prefix;
  private final List<String> names;
  private final Group group;
  private final ValueRules rules;

  /**
   * An input.
   *
   * @param name its name in the source
   * @param field its name for errors
   * @param names what may stand between the brackets
   */
  NestedInput(
      Kind kind, String name, String field, List<String> names, Group group, ValueRules rules) {
    this.kind = kind;
    this.prefix = name + "[";
    this.field = field;
    this.names = names;
    this.group = group;
    this.rules = rules;
  }

  @Override
  @Nullable Object read(Binding binding) {
    Findings findings = binding.findings;
    findings.enter(field);
    boolean known = checkNames(binding);
    Object value =
        rules.mayBeMissing() && !group.isGiven(binding)
            ? rules.missing(findings)
            : rules.accept(group.read(binding), findings);
    findings.leave();
    return known ? value : Findings.FAILED;
  }

  /** A filter that is misspelt would otherwise filter nothing, without a word. */
  private boolean checkNames(Binding binding) {
    boolean good = true;
    QueryParameters parameters =
        kind == Kind.QUERY ? binding.source.query() : binding.source.form();
    for (int i = 0; i < parameters.size(); i++) {
      String name = parameters.name(i);
      int end = name.startsWith(prefix) ? name.indexOf(']', prefix.length()) : -1;
      if (end > 0 && !names.contains(name.substring(prefix.length(), end))) {
        binding.findings.enter(name.substring(prefix.length(), end));
        binding.findings.invalid(
            "unknown", "Is not known here; known are " + String.join(", ", names) + ".");
        binding.findings.leave();
        good = false;
      }
    }
    return good;
  }

  @Override
  boolean isGiven(Binding binding) {
    return group.isGiven(binding);
  }
}
