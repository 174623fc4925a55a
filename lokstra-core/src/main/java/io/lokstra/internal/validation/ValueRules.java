package io.lokstra.internal.validation;

import io.lokstra.bind.Allowed;
import io.lokstra.bind.Converters;
import io.lokstra.http.Fields;
import io.lokstra.http.Sort;
import io.lokstra.internal.record.ComponentShape;
import io.lokstra.internal.record.DefaultValues;
import io.lokstra.internal.record.TypeShape;
import java.lang.annotation.Annotation;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What holds for one value whatever it is read from: whether it may be missing and what it then is,
 * and its constraints. Immutable.
 */
public final class ValueRules {
  private static final Constraint[] NONE = {};

  private final TypeShape target;
  private final boolean optional;
  private final boolean nullable;
  private final @Nullable Object defaultValue;
  private final Constraint[] constraints;

  private ValueRules(
      TypeShape target,
      boolean optional,
      boolean nullable,
      @Nullable Object defaultValue,
      Constraint[] constraints) {
    this.target = target;
    this.optional = optional;
    this.nullable = nullable;
    this.defaultValue = defaultValue;
    this.constraints = constraints;
  }

  /**
   * The rules of a record's component.
   *
   * @throws IllegalArgumentException when its annotations contradict its type or each other
   */
  public static ValueRules of(ComponentShape component, Converters converters, Clock clock) {
    Object value = null;
    if (component.defaultText().isPresent()) {
      if (component.isOptional()) {
        throw new IllegalArgumentException(
            "@Default on an Optional: it would never be empty; leave out one of the two");
      }
      value = DefaultValues.of(component.type(), component.defaultText().get(), converters);
    }
    if (component.isNullable() && component.type().raw().isPrimitive()) {
      throw new IllegalArgumentException("@Nullable on a primitive, which is never null");
    }
    ValueRules rules =
        of(component.type(), component.annotations(), component.isNullable(), value, clock);
    Class<?> target = rules.target().raw();
    if ((target == Sort.class || target == Fields.class)
        && component.annotation(Allowed.class).isEmpty()) {
      throw new IllegalArgumentException(
          target.getSimpleName() + " needs @Allowed({…}) with the names that may be asked for");
    }
    for (Constraint constraint : rules.constraints) {
      if (value != null && !constraint.holds(value)) {
        throw new IllegalArgumentException(
            "@Default(\""
                + component.defaultText().get()
                + "\") is not valid itself: "
                + constraint.message());
      }
    }
    return rules;
  }

  /** The rules of an element, of a map's value, or of a whole body. */
  public static ValueRules of(TypeShape type, Clock clock) {
    boolean nullable =
        type.annotations().stream()
            .anyMatch(a -> a.annotationType().getSimpleName().equals("Nullable"));
    return of(type, type.annotations(), nullable, null, clock);
  }

  private static ValueRules of(
      TypeShape type,
      List<Annotation> annotations,
      boolean nullable,
      @Nullable Object defaultValue,
      Clock clock) {
    boolean optional = type.raw() == Optional.class;
    TypeShape target = optional ? type.argument() : type;
    List<Annotation> all = new ArrayList<>(annotations);
    if (optional) {
      all.addAll(target.annotations());
    }
    Constraint[] constraints = Constraints.compile(all, target.raw(), clock).toArray(NONE);
    return new ValueRules(target, optional, nullable, defaultValue, constraints);
  }

  /** The type to read: what is inside, for an {@link Optional}. */
  public TypeShape target() {
    return target;
  }

  /** Whether nothing needs to be given. */
  public boolean mayBeMissing() {
    return optional || nullable || defaultValue != null;
  }

  /** The value when none is given, or {@link Findings#FAILED} with the reason in the findings. */
  public @Nullable Object missing(Findings findings) {
    if (optional) {
      return Optional.empty();
    }
    if (defaultValue != null) {
      return defaultValue;
    }
    if (!nullable) {
      findings.invalid("required", "Is required.");
      return Findings.FAILED;
    }
    return check(null, findings) ? null : Findings.FAILED;
  }

  /** A value that was given, checked; {@link Findings#FAILED} when it does not meet the rules. */
  public Object accept(Object value, Findings findings) {
    if (Findings.isFailed(value) || !check(value, findings)) {
      return Findings.FAILED;
    }
    return optional ? Optional.of(value) : value;
  }

  private boolean check(@Nullable Object value, Findings findings) {
    boolean good = true;
    for (Constraint constraint : constraints) {
      if (!constraint.holds(value)) {
        findings.invalid(constraint.code(), constraint.message());
        good = false;
      }
    }
    return good;
  }
}
