package io.lokstra.processor;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.annotation.processing.ProcessingEnvironment;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.AnnotationValue;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.RecordComponentElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.ElementFilter;

/** Reads a record of options out of the compiler's model. */
final class OptionsReader {

  private static final String CONSTRAINTS = "jakarta.validation.constraints.";

  private final ProcessingEnvironment environment;

  OptionsReader(ProcessingEnvironment environment) {
    this.environment = environment;
  }

  OptionsModel read(TypeElement record) throws RefusedException {
    if (record.getKind() != ElementKind.RECORD) {
      throw new RefusedException("@Options belongs to a record", record);
    }
    if (!record.getTypeParameters().isEmpty()) {
      throw new RefusedException("a record of options has no type parameters", record);
    }
    Map<String, String> keys = new HashMap<>();
    for (RecordComponentElement component : record.getRecordComponents()) {
      String name = component.getSimpleName().toString();
      keys.put(name, Names.kebabCase(name));
    }
    Map<String, String> descriptions =
        Javadoc.parameters(
            Optional.ofNullable(environment.getElementUtils().getDocComment(record)).orElse(""),
            keys);
    List<OptionsModel.Component> components = new ArrayList<>();
    for (RecordComponentElement component : record.getRecordComponents()) {
      String name = component.getSimpleName().toString();
      components.add(component(record, component, descriptions.getOrDefault(name, "")));
    }
    String packageName =
        environment.getElementUtils().getPackageOf(record).getQualifiedName().toString();
    return new OptionsModel(packageName, sourceName(record), components);
  }

  /** Its name with those of the types around it, none of which may be private. */
  private static String sourceName(TypeElement type) throws RefusedException {
    if (type.getModifiers().contains(Modifier.PRIVATE)) {
      throw new RefusedException(
          "a record of options must be seen by its package, but "
              + type.getSimpleName()
              + " is private",
          type);
    }
    String name = type.getSimpleName().toString();
    return type.getEnclosingElement() instanceof TypeElement outer
        ? sourceName(outer) + "." + name
        : name;
  }

  private OptionsModel.Component component(
      TypeElement record, RecordComponentElement component, String description)
      throws RefusedException {
    String name = component.getSimpleName().toString();
    Map<String, AnnotationMirror> annotations = annotations(record, component);
    TypeMirror type = component.asType();
    long minimum = Long.MIN_VALUE;
    long maximum = Long.MAX_VALUE;
    boolean mayBeBlank = true;
    for (Map.Entry<String, AnnotationMirror> annotation : annotations.entrySet()) {
      if (annotation.getKey().startsWith(CONSTRAINTS)) {
        String constraint = annotation.getKey().substring(CONSTRAINTS.length());
        switch (constraint) {
          case "Min" -> minimum = Math.max(minimum, (Long) value(annotation.getValue()));
          case "Max" -> maximum = Math.min(maximum, (Long) value(annotation.getValue()));
          case "Positive" -> minimum = Math.max(minimum, 1);
          case "PositiveOrZero" -> minimum = Math.max(minimum, 0);
          case "NotBlank" -> mayBeBlank = false;
          default ->
              throw new RefusedException(
                  "@"
                      + constraint
                      + " is not checked on options; @Min, @Max, @Positive,"
                      + " @PositiveOrZero and @NotBlank are, and the record's own constructor",
                  component);
        }
      }
    }
    AnnotationMirror byDefault = annotations.get("io.lokstra.config.Default");
    boolean byteSize = annotations.containsKey("io.lokstra.config.ByteSize");
    String valueType = new OptionTypes(component).valueType(type, byteSize);
    boolean inline = annotations.containsKey("io.lokstra.config.Inline");
    if (inline && !valueType.startsWith("ValueType.section(")) {
      throw new RefusedException("@Inline belongs to a record of options", component);
    }
    return new OptionsModel.Component(
        name,
        inline ? "" : Names.kebabCase(name),
        OptionTypes.source(type),
        valueType,
        byDefault == null ? Optional.empty() : Optional.of((String) value(byDefault)),
        minimum,
        maximum,
        mayBeBlank,
        description);
  }

  /** An annotation without the target RECORD_COMPONENT is on the field, or on the type. */
  private static Map<String, AnnotationMirror> annotations(
      TypeElement record, RecordComponentElement component) {
    List<AnnotationMirror> all = new ArrayList<>(component.getAnnotationMirrors());
    for (VariableElement field : ElementFilter.fieldsIn(record.getEnclosedElements())) {
      if (field.getSimpleName().equals(component.getSimpleName())) {
        all.addAll(field.getAnnotationMirrors());
      }
    }
    all.addAll(component.asType().getAnnotationMirrors());
    Map<String, AnnotationMirror> byName = new LinkedHashMap<>();
    for (AnnotationMirror annotation : all) {
      TypeElement type = (TypeElement) annotation.getAnnotationType().asElement();
      byName.putIfAbsent(type.getQualifiedName().toString(), annotation);
    }
    return byName;
  }

  private static Object value(AnnotationMirror annotation) {
    for (Map.Entry<?, ? extends AnnotationValue> value : annotation.getElementValues().entrySet()) {
      if (((Element) value.getKey()).getSimpleName().contentEquals("value")) {
        return value.getValue().getValue();
      }
    }
    throw new IllegalStateException(annotation + " has no value");
  }
}
