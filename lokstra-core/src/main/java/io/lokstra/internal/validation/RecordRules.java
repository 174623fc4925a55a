package io.lokstra.internal.validation;

import io.lokstra.bind.Naming;
import io.lokstra.internal.record.ComponentShape;
import io.lokstra.internal.record.MethodShape;
import io.lokstra.internal.record.RecordShape;
import java.lang.annotation.Annotation;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a record is made of values that are each valid: its constructor may still object, and so may
 * constraints on its methods, such as {@code @AssertTrue boolean isEndAfterStart()}.
 */
public final class RecordRules {
  private record MethodRule(String field, MethodShape method, List<Constraint> constraints) {}

  private final RecordShape shape;
  private final List<MethodRule> methods;

  private RecordRules(RecordShape shape, List<MethodRule> methods) {
    this.shape = shape;
    this.methods = methods;
  }

  /**
   * The rules of a record.
   *
   * @throws IllegalArgumentException when a constraint on it or on one of its methods cannot be
   *     evaluated
   */
  public static RecordRules of(RecordShape shape, Naming naming, Clock clock) {
    Class<?> type = shape.type().raw();
    List<Annotation> onType = List.of(type.getAnnotations());
    if (Constraints.any(onType)) {
      // All built-in constraints are for values, so that this one has a validator of its own.
      Constraints.compile(onType, type, clock);
      throw new IllegalArgumentException(
          type.getSimpleName()
              + " has a constraint on the record itself; write it as @AssertTrue on a method");
    }
    List<MethodRule> methods = new ArrayList<>();
    for (MethodShape method : MethodShape.annotated(type, Constraints::any)) {
      List<Constraint> constraints =
          Constraints.compile(method.annotations(), method.returnType(), clock);
      methods.add(new MethodRule(naming.of(method.property()), method, constraints));
    }
    return new RecordRules(shape, List.copyOf(methods));
  }

  /** The components. */
  public List<ComponentShape> components() {
    return shape.components();
  }

  /** How many components there are. */
  public int size() {
    return shape.components().size();
  }

  /**
   * The record, or {@link Findings#FAILED}. An {@link IllegalArgumentException} is the
   * constructor's way to say that the values are not valid together, and its message is for the
   * client; of a subclass, thrown by what the constructor calls, only the fact is told.
   */
  public Object create(@Nullable Object[] values, Findings findings) {
    Object record;
    try {
      record = shape.create(values);
    } catch (IllegalArgumentException refused) {
      String message = refused.getMessage();
      boolean own = refused.getClass() == IllegalArgumentException.class && message != null;
      findings.invalid("invalid", own ? String.valueOf(message) : "Is not valid.");
      return Findings.FAILED;
    }
    boolean good = true;
    for (MethodRule rule : methods) {
      Object result = rule.method().call(record);
      for (Constraint constraint : rule.constraints()) {
        if (!constraint.holds(result)) {
          findings.enter(rule.field());
          findings.invalid(constraint.code(), constraint.message());
          findings.leave();
          good = false;
        }
      }
    }
    return good ? record : Findings.FAILED;
  }
}
