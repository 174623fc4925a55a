package io.lokstra.internal.bind;

import io.lokstra.internal.record.Sources.Kind;
import io.lokstra.internal.validation.Findings;
import io.lokstra.internal.validation.ValueRules;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A value from the texts that path, query, header, cookie or form have under one name. */
final class TextInput extends Input {
  private final Kind kind;
  private final String name;
  private final String field;
  private final TextReader reader;
  private final ValueRules rules;
  private final boolean emptyIsMissing;

  /**
   * An input.
   *
   * @param name the name in the source: {@code filter[name]}
   * @param field the name for errors: {@code name}
   * @param emptyIsMissing whether an empty text is no value, as of a field left empty in a form
   */
  TextInput(
      Kind kind,
      String name,
      String field,
      TextReader reader,
      ValueRules rules,
      boolean emptyIsMissing) {
    this.kind = kind;
    this.name = name;
    this.field = field;
    this.reader = reader;
    this.rules = rules;
    this.emptyIsMissing = emptyIsMissing;
  }

  @Override
  @Nullable Object read(Binding binding) {
    List<String> texts = texts(binding);
    Findings findings = binding.findings;
    findings.enter(field);
    Object value =
        isMissing(texts)
            ? rules.missing(findings)
            : rules.accept(reader.read(texts, findings), findings);
    findings.leave();
    return value;
  }

  @Override
  boolean isGiven(Binding binding) {
    return !isMissing(texts(binding));
  }

  private boolean isMissing(List<String> texts) {
    return texts.isEmpty() || (emptyIsMissing && texts.size() == 1 && texts.get(0).isEmpty());
  }

  private List<String> texts(Binding binding) {
    return switch (kind) {
      case PATH -> binding.source.pathValue(name).map(List::of).orElse(List.of());
      case QUERY -> binding.source.query().all(name);
      case HEADER -> binding.source.headers().all(name);
      case COOKIE -> first(binding.source.cookies().all(name));
      default -> binding.source.form().all(name);
    };
  }

  /** Of two cookies with one name the first is that of the longer path (RFC 6265 §5.4). */
  private static List<String> first(List<String> texts) {
    return texts.size() > 1 ? texts.subList(0, 1) : texts;
  }
}
