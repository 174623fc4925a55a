package io.lokstra.processor;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.ArrayType;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.ElementFilter;

/** Types in Java to the expressions that make their {@code ValueType}. */
final class OptionTypes {

  private static final Set<String> WHOLE_NUMBERS =
      Set.of("int", "long", "java.lang.Integer", "java.lang.Long");

  private final Element where;

  /** For a component, which errors point to. */
  OptionTypes(Element where) {
    this.where = where;
  }

  /** The expression for {@code type}. */
  String valueType(TypeMirror type, boolean byteSize) throws RefusedException {
    String name = erased(type);
    return switch (name) {
      case "java.util.Optional" ->
          "ValueType.optionalOf(" + valueType(argument(type, 0), byteSize) + ")";
      case "java.util.List" -> "ValueType.listOf(" + valueType(argument(type, 0), byteSize) + ")";
      case "java.util.Map" -> {
        if (!erased(argument(type, 0)).equals("java.lang.String")) {
          throw new RefusedException("the keys of a map of options are Strings", where);
        }
        yield "ValueType.mapOf(" + valueType(argument(type, 1), byteSize) + ")";
      }
      default -> single(type, name, byteSize);
    };
  }

  private String single(TypeMirror type, String name, boolean byteSize) throws RefusedException {
    if (byteSize) {
      if (!WHOLE_NUMBERS.contains(name)) {
        throw new RefusedException("@ByteSize belongs to an int or a long", where);
      }
      return "ValueType.byteSize(" + name + ".class)";
    }
    if (type instanceof DeclaredType declared) {
      TypeElement element = (TypeElement) declared.asElement();
      if (element.getKind() == ElementKind.ENUM) {
        return "ValueType.choice(" + name + ".values())";
      }
      if (element.getKind() == ElementKind.RECORD && !isParsed(element)) {
        return "ValueType.section(" + name + ".class)";
      }
    }
    return "ValueType.scalar(" + name + ".class)";
  }

  private TypeMirror argument(TypeMirror type, int index) throws RefusedException {
    List<? extends TypeMirror> arguments = ((DeclaredType) type).getTypeArguments();
    if (arguments.size() <= index) {
      throw new RefusedException(erased(type) + " needs its type argument", where);
    }
    return arguments.get(index);
  }

  /** Whether a record is read from text: it has a public static {@code parse(String)}. */
  private static boolean isParsed(TypeElement record) {
    for (ExecutableElement method : ElementFilter.methodsIn(record.getEnclosedElements())) {
      boolean reachable =
          method.getModifiers().containsAll(Set.of(Modifier.PUBLIC, Modifier.STATIC));
      if (reachable
          && method.getSimpleName().contentEquals("parse")
          && method.getParameters().size() == 1
          && Set.of("java.lang.String", "java.lang.CharSequence")
              .contains(erased(method.getParameters().get(0).asType()))
          && erased(method.getReturnType()).equals(record.getQualifiedName().toString())) {
        return true;
      }
    }
    return false;
  }

  /** {@code type} as source, without annotations, which {@code toString} would print. */
  static String source(TypeMirror type) {
    if (type instanceof DeclaredType declared && !declared.getTypeArguments().isEmpty()) {
      return declared.getTypeArguments().stream()
          .map(OptionTypes::source)
          .collect(Collectors.joining(", ", erased(type) + "<", ">"));
    }
    return erased(type);
  }

  private static String erased(TypeMirror type) {
    if (type instanceof DeclaredType declared) {
      return ((TypeElement) declared.asElement()).getQualifiedName().toString();
    }
    if (type instanceof ArrayType array) {
      return erased(array.getComponentType()) + "[]";
    }
    return type.getKind().isPrimitive() ? Names.lowerCase(type.getKind().name()) : type.toString();
  }
}
