package io.lokstra.internal.validation;

import io.lokstra.bind.Allowed;
import io.lokstra.bind.Naming;
import io.lokstra.http.Fields;
import io.lokstra.http.Sort;
import jakarta.validation.ReportAsSingleViolation;
import jakarta.validation.constraints.AssertFalse;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Digits;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.Future;
import jakarta.validation.constraints.FutureOrPresent;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Negative;
import jakarta.validation.constraints.NegativeOrZero;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Null;
import jakarta.validation.constraints.Past;
import jakarta.validation.constraints.PastOrPresent;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.validation.constraints.Size;
import java.lang.annotation.Annotation;
import java.lang.invoke.MethodType;
import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.function.Predicate;

/**
 * Compiles the constraints of Jakarta Validation 3.1, written on one value, for the type of that
 * value. Custom annotations are understood where they are composed of these.
 */
public final class Constraints {
  private final Class<?> type;
  private final Clock clock;
  private final List<Constraint> found = new ArrayList<>();

  private Constraints(Class<?> type, Clock clock) {
    this.type = type;
    this.clock = clock;
  }

  /**
   * The constraints among {@code annotations}.
   *
   * @param type the value's type; primitive types count as their boxes
   * @throws IllegalArgumentException says which one cannot be evaluated, and why
   */
  public static List<Constraint> compile(List<Annotation> annotations, Class<?> type, Clock clock) {
    Constraints constraints =
        new Constraints(MethodType.methodType(type).wrap().returnType(), clock);
    for (Annotation annotation : annotations) {
      constraints.add(annotation);
    }
    return List.copyOf(constraints.found);
  }

  /** Whether any of {@code annotations} is a constraint. */
  public static boolean any(List<Annotation> annotations) {
    for (Annotation annotation : annotations) {
      if (Message.isConstraint(annotation) || repeated(annotation).isPresent()) {
        return true;
      }
    }
    return false;
  }

  private void add(Annotation annotation) {
    Optional<Annotation[]> repeated = repeated(annotation);
    if (repeated.isPresent()) {
      for (Annotation one : repeated.get()) {
        add(one);
      }
      return;
    }
    if (annotation instanceof Allowed allowed) {
      allowed(allowed);
      return;
    }
    if (!Message.isConstraint(annotation)) {
      return;
    }
    if (Message.attribute(annotation, "groups").orElseThrow() instanceof Class<?>[] groups
        && groups.length > 0) {
      throw refused(annotation, "names groups, which need Hibernate Validator");
    }
    switch (annotation) {
      case NotNull it -> notNull(it, "Is required.", value -> true);
      case NotBlank it -> {
        require(it, CharSequence.class.isAssignableFrom(type), "text");
        notNull(it, "Must not be blank.", value -> !isBlank((CharSequence) value));
      }
      case NotEmpty it -> {
        require(it, hasSize(), "text or a container");
        notNull(it, "Must not be empty.", value -> size(value) > 0);
      }
      case Null it ->
          found.add(
              new Constraint(code(it), Message.of(it, "Must not be given."), true, v -> false));
      case AssertTrue it -> bool(it, "Must be true.", true);
      case AssertFalse it -> bool(it, "Must be false.", false);
      case Size it -> {
        require(it, hasSize(), "text or a container");
        add(it, sizeMessage(it), value -> between(size(value), it.min(), it.max()));
      }
      case Min it -> {
        require(it, Numbers.areOfOrText(type), "a number");
        number(
            it, "Must be at least " + it.value() + ".", v -> Numbers.compare(v, it.value()) >= 0);
      }
      case Max it -> {
        require(it, Numbers.areOfOrText(type), "a number");
        number(it, "Must be at most " + it.value() + ".", v -> Numbers.compare(v, it.value()) <= 0);
      }
      case DecimalMin it ->
          decimal(
              it,
              it.value(),
              it.inclusive() ? "at least" : "greater than",
              c -> it.inclusive() ? c >= 0 : c > 0);
      case DecimalMax it ->
          decimal(
              it,
              it.value(),
              it.inclusive() ? "at most" : "less than",
              c -> it.inclusive() ? c <= 0 : c < 0);
      case Digits it -> {
        require(it, Numbers.areOfOrText(type), "a number");
        number(it, digitsMessage(it), v -> Numbers.hasDigits(v, it.integer(), it.fraction()));
      }
      case Positive it -> sign(it, "Must be greater than 0.", c -> c > 0);
      case PositiveOrZero it -> sign(it, "Must be 0 or greater.", c -> c >= 0);
      case Negative it -> sign(it, "Must be less than 0.", c -> c < 0);
      case NegativeOrZero it -> sign(it, "Must be 0 or less.", c -> c <= 0);
      case Past it -> time(it, "Must be in the past.", c -> c < 0);
      case PastOrPresent it -> time(it, "Must not be in the future.", c -> c <= 0);
      case Future it -> time(it, "Must be in the future.", c -> c > 0);
      case FutureOrPresent it -> time(it, "Must not be in the past.", c -> c >= 0);
      case Pattern it -> pattern(it);
      case Email it -> email(it);
      default -> composed(annotation);
    }
  }

  private void add(Annotation annotation, String standard, Predicate<Object> test) {
    found.add(Constraint.of(code(annotation), Message.of(annotation, standard), test));
  }

  private void notNull(Annotation annotation, String standard, Predicate<Object> test) {
    String message = Message.of(annotation, standard);
    found.add(new Constraint(code(annotation), message, false, test));
  }

  private void allowed(Allowed allowed) {
    boolean named =
        Sort.class == type || Fields.class == type || CharSequence.class.isAssignableFrom(type);
    require(
        allowed,
        named || Map.class.isAssignableFrom(type) || Collection.class.isAssignableFrom(type),
        "a Sort, Fields, a map, a list or set of text, or text");
    Set<String> names = new LinkedHashSet<>(Arrays.asList(allowed.value()));
    String message = "Must be among " + String.join(", ", names) + ".";
    found.add(Constraint.of("allowed", message, value -> names.containsAll(names(value))));
  }

  private static Collection<?> names(Object value) {
    return switch (value) {
      case Sort sort -> sort.names();
      case Fields fields -> fields.names();
      case Map<?, ?> map -> map.keySet();
      case Collection<?> collection -> collection;
      default -> Set.of(value.toString());
    };
  }

  private void bool(Annotation annotation, String standard, boolean wanted) {
    require(annotation, type == Boolean.class, "true or false");
    add(annotation, standard, value -> (Boolean) value == wanted);
  }

  /** Text that is no number does not meet a constraint on numbers. */
  private void number(Annotation annotation, String standard, Predicate<Object> test) {
    add(
        annotation,
        standard,
        value -> {
          try {
            return test.test(value);
          } catch (IllegalArgumentException noNumber) {
            return false;
          }
        });
  }

  private void decimal(Annotation annotation, String bound, String words, IntPredicate test) {
    require(annotation, Numbers.areOfOrText(type), "a number");
    BigDecimal number;
    try {
      number = new BigDecimal(bound);
    } catch (NumberFormatException wrong) {
      throw refused(annotation, "has the bound \"" + bound + "\", which is no number");
    }
    number(
        annotation,
        "Must be " + words + " " + bound + ".",
        value -> test.test(Numbers.compare(value, number)));
  }

  private void sign(Annotation annotation, String standard, IntPredicate test) {
    require(annotation, Numbers.areOf(type), "a number");
    add(annotation, standard, value -> test.test(Numbers.compare(value, 0)));
  }

  private void time(Annotation annotation, String standard, IntPredicate test) {
    require(annotation, Times.areOf(type), "a date or a time");
    add(annotation, standard, value -> test.test(Times.compareToNow(value, clock)));
  }

  private void pattern(Pattern annotation) {
    require(annotation, CharSequence.class.isAssignableFrom(type), "text");
    java.util.regex.Pattern pattern = regex(annotation, annotation.regexp(), annotation.flags());
    String message = Message.of(annotation, "Must have the form " + annotation.regexp() + ".");
    found.add(
        Constraint.of(
            code(annotation), message, v -> BoundedText.matches(pattern, (CharSequence) v)));
  }

  private void email(Email annotation) {
    require(annotation, CharSequence.class.isAssignableFrom(type), "text");
    java.util.regex.Pattern pattern = regex(annotation, annotation.regexp(), annotation.flags());
    add(
        annotation,
        "Must be an email address such as name@example.org.",
        value ->
            EmailSyntax.matches((CharSequence) value)
                && (annotation.regexp().equals(".*")
                    || BoundedText.matches(pattern, (CharSequence) value)));
  }

  private static java.util.regex.Pattern regex(
      Annotation annotation, String regexp, Pattern.Flag[] flags) {
    int bits = 0;
    for (Pattern.Flag flag : flags) {
      bits |= flag.getValue();
    }
    try {
      return java.util.regex.Pattern.compile(regexp, bits);
    } catch (java.util.regex.PatternSyntaxException wrong) {
      throw refused(annotation, "has a regular expression that is none: " + wrong.getDescription());
    }
  }

  /** A custom annotation without a validator of its own means what is written on it. */
  private void composed(Annotation annotation) {
    Class<? extends Annotation> kind = annotation.annotationType();
    jakarta.validation.Constraint meta = kind.getAnnotation(jakarta.validation.Constraint.class);
    if (meta.validatedBy().length > 0) {
      throw refused(
          annotation,
          "has a validator of its own; Lokstra evaluates the constraints of"
              + " jakarta.validation.constraints and what is composed of them, others need the"
              + " module for Hibernate Validator");
    }
    List<Constraint> parts = compile(List.of(kind.getAnnotations()), type, clock);
    if (kind.isAnnotationPresent(ReportAsSingleViolation.class)) {
      boolean holdsForNull = parts.stream().allMatch(Constraint::holdsForNull);
      String message = Message.of(annotation, "Is not valid.");
      found.add(
          new Constraint(
              code(annotation),
              message,
              holdsForNull,
              value -> parts.stream().allMatch(part -> part.holds(value))));
    } else {
      found.addAll(parts);
    }
  }

  private static Optional<Annotation[]> repeated(Annotation annotation) {
    if (!annotation.annotationType().getSimpleName().equals("List")) {
      return Optional.empty();
    }
    return Message.attribute(annotation, "value")
        .filter(value -> value instanceof Annotation[])
        .map(value -> (Annotation[]) value);
  }

  private boolean hasSize() {
    return CharSequence.class.isAssignableFrom(type)
        || Collection.class.isAssignableFrom(type)
        || Map.class.isAssignableFrom(type)
        || type.isArray();
  }

  private static int size(Object value) {
    return switch (value) {
      case CharSequence text -> text.length();
      case Collection<?> collection -> collection.size();
      case Map<?, ?> map -> map.size();
      default -> Array.getLength(value);
    };
  }

  private static boolean between(int size, int min, int max) {
    return size >= min && size <= max;
  }

  private static boolean isBlank(CharSequence text) {
    return text.toString().isBlank();
  }

  private String sizeMessage(Size size) {
    String unit = CharSequence.class.isAssignableFrom(type) ? "character" : "item";
    if (size.max() == Integer.MAX_VALUE) {
      return "Must have at least " + counted(size.min(), unit) + ".";
    }
    if (size.min() == 0) {
      return "Must have at most " + counted(size.max(), unit) + ".";
    }
    return size.min() == size.max()
        ? "Must have exactly " + counted(size.min(), unit) + "."
        : "Must have " + size.min() + " to " + counted(size.max(), unit) + ".";
  }

  private static String digitsMessage(Digits digits) {
    return "Must have at most "
        + counted(digits.integer(), "digit")
        + " before the decimal point and "
        + digits.fraction()
        + " after it.";
  }

  private static String counted(int count, String unit) {
    return count + " " + unit + (count == 1 ? "" : "s");
  }

  private static String code(Annotation annotation) {
    return annotation instanceof NotNull
        ? "required"
        : Naming.SNAKE_CASE.of(annotation.annotationType().getSimpleName());
  }

  private void require(Annotation annotation, boolean fits, String expected) {
    if (!fits) {
      throw refused(annotation, "needs " + expected + ", but stands on " + type.getSimpleName());
    }
  }

  private static IllegalArgumentException refused(Annotation annotation, String reason) {
    return new IllegalArgumentException(
        "@" + annotation.annotationType().getSimpleName() + " " + reason);
  }
}
