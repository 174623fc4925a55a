package io.lokstra.internal.bind;

import io.lokstra.internal.validation.Findings;
import io.lokstra.internal.validation.RecordRules;
import org.jspecify.annotations.Nullable;

/** Where one value of an input comes from. Immutable. */
abstract class Input {

  /** The value, or {@link Findings#FAILED} with the reason among the findings. */
  abstract @Nullable Object read(Binding binding);

  /** Whether the request has anything of it. */
  boolean isGiven(Binding binding) {
    return true;
  }

  /** The whole body. */
  static final class WholeBody extends Input {
    @Override
    @Nullable Object read(Binding binding) {
      return binding.body;
    }
  }

  /** The body's bytes. */
  static final class RawBody extends Input {
    @Override
    Object read(Binding binding) {
      return binding.source.bytes();
    }
  }

  /** One property of the body. */
  static final class BodyProperty extends Input {
    private final int index;

    BodyProperty(int index) {
      this.index = index;
    }

    @Override
    @Nullable Object read(Binding binding) {
      return Findings.isFailed(binding.body) || binding.body == null
          ? Findings.FAILED
          : ((@Nullable Object[]) binding.body)[index];
    }
  }

  /** A record whose components each have an input. */
  static final class Group extends Input {
    private final RecordRules rules;
    private final Input[] inputs;

    Group(RecordRules rules, Input[] inputs) {
      this.rules = rules;
      this.inputs = inputs;
    }

    @Override
    Object read(Binding binding) {
      @Nullable Object[] values = new @Nullable Object[inputs.length];
      boolean good = true;
      for (int i = 0; i < inputs.length; i++) {
        values[i] = inputs[i].read(binding);
        good &= !Findings.isFailed(values[i]);
      }
      return good ? rules.create(values, binding.findings) : Findings.FAILED;
    }

    @Override
    boolean isGiven(Binding binding) {
      for (Input input : inputs) {
        if (input.isGiven(binding)) {
          return true;
        }
      }
      return false;
    }
  }
}
