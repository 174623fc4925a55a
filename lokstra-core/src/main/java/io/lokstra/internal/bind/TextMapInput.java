package io.lokstra.internal.bind;

import io.lokstra.bind.Converter;
import io.lokstra.http.QueryParameters;
import io.lokstra.internal.record.Sources.Kind;
import io.lokstra.internal.validation.Findings;
import io.lokstra.internal.validation.ValueRules;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A map from the parameters {@code filter[name]=x} of query or form. */
final class TextMapInput extends Input {
  private final Kind kind;
  private final String prefix;
  private final String field;
  private final Converter<?> key;
  private final TextReader reader;
  private final ValueRules element;
  private final ValueRules rules;

  TextMapInput(
      Kind kind,
      String name,
      String field,
      Converter<?> key,
      TextReader reader,
      ValueRules element,
      ValueRules rules) {
    this.kind = kind;
    this.prefix = name + "[";
    this.field = field;
    this.key = key;
    this.reader = reader;
    this.element = element;
    this.rules = rules;
  }

  @Override
  @Nullable Object read(Binding binding) {
    QueryParameters parameters = parameters(binding);
    Findings findings = binding.findings;
    Map<Object, @Nullable Object> map = new LinkedHashMap<>();
    boolean good = true;
    findings.enter(field);
    for (String name : parameters.names()) {
      if (isEntry(name)) {
        String inner = name.substring(prefix.length(), name.length() - 1);
        findings.enter(inner);
        Object converted = TextReader.convert(key, inner, findings);
        Object value = element.accept(reader.read(parameters.all(name), findings), findings);
        findings.leave();
        good &= !Findings.isFailed(converted) && !Findings.isFailed(value);
        map.put(converted, value);
      }
    }
    Object result = Findings.FAILED;
    if (good) {
      result =
          map.isEmpty()
              ? rules.missing(findings)
              : rules.accept(Collections.unmodifiableMap(map), findings);
    }
    findings.leave();
    return result;
  }

  @Override
  boolean isGiven(Binding binding) {
    return parameters(binding).names().stream().anyMatch(this::isEntry);
  }

  private boolean isEntry(String name) {
    return name.startsWith(prefix)
        && name.indexOf(']', prefix.length()) == name.length() - 1
        && name.length() > prefix.length() + 1;
  }

  private QueryParameters parameters(Binding binding) {
    return kind == Kind.QUERY ? binding.source.query() : binding.source.form();
  }
}
