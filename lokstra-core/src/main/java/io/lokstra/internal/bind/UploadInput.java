package io.lokstra.internal.bind;

import io.lokstra.internal.record.ComponentShape;
import io.lokstra.internal.record.TypeShape;
import io.lokstra.internal.validation.Findings;
import io.lokstra.internal.validation.ValueRules;
import io.lokstra.upload.Upload;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A file of a form, or all those of one name. */
final class UploadInput extends Input {
  private final String name;
  private final boolean many;
  private final ValueRules rules;

  UploadInput(String name, ValueRules rules) {
    this.name = name;
    this.many = rules.target().raw() == List.class;
    this.rules = rules;
  }

  /** Whether a component is of such a type: {@code Upload}, or an Optional or List of it. */
  static boolean isFor(ComponentShape component) {
    return isFor(component.type());
  }

  private static boolean isFor(TypeShape type) {
    return type.raw() == Upload.class
        || ((type.raw() == java.util.Optional.class || type.raw() == List.class)
            && type.arguments().size() == 1
            && isFor(type.argument()));
  }

  @Override
  @Nullable Object read(Binding binding) {
    List<Upload> uploads = binding.source.uploads(name);
    Findings findings = binding.findings;
    findings.enter(name);
    Object value;
    if (uploads.isEmpty() && binding.source.form().all(name).stream().anyMatch(t -> !t.isEmpty())) {
      findings.unreadable("type", "Must be a file.");
      value = Findings.FAILED;
    } else if (uploads.isEmpty()) {
      value = rules.missing(findings);
    } else if (many) {
      value = rules.accept(uploads, findings);
    } else if (uploads.size() > 1) {
      findings.unreadable(
          "repeated", "Must be given once, but is there " + uploads.size() + " times.");
      value = Findings.FAILED;
    } else {
      value = rules.accept(uploads.getFirst(), findings);
    }
    findings.leave();
    return value;
  }

  @Override
  boolean isGiven(Binding binding) {
    return !binding.source.uploads(name).isEmpty();
  }
}
