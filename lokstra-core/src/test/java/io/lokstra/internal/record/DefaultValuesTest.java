package io.lokstra.internal.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lokstra.bind.Converters;
import io.lokstra.config.Default;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DefaultValuesTest {
  record Inner(@Default("3") int count, Optional<String> name, @Nullable String note) {}

  record Strict(@Default("-1") int count) {
    Strict {
      if (count < 0) {
        throw new IllegalArgumentException("negative");
      }
    }
  }

  record Needs(int count) {}

  record All(
      @Default("1, 2") List<Integer> list,
      @Default("b,a") Set<String> set,
      @Default("") Collection<String> none,
      @Default("") Map<String, String> map,
      @Default("") int[] array,
      @Default("") Inner inner,
      @Default("") Strict strict,
      @Default("") Needs needs,
      @Default("x") int wrong,
      @Default("x") Map<String, String> wrongMap) {}

  private static Object value(String name) {
    ComponentShape component =
        RecordShape.of(All.class).components().stream()
            .filter(c -> c.name().equals(name))
            .findFirst()
            .orElseThrow();
    return DefaultValues.of(
        component.type(), component.defaultText().orElseThrow(), Converters.standard());
  }

  @Test
  void makesTheValueOfEachType() {
    assertThat(value("list")).isEqualTo(List.of(1, 2));
    assertThat(value("set")).isEqualTo(Set.of("a", "b"));
    assertThat(value("none")).isEqualTo(List.of());
    assertThat(value("map")).isEqualTo(Map.of());
    assertThat(value("array")).isEqualTo(new int[0]);
    assertThat(value("inner")).isEqualTo(new Inner(3, Optional.empty(), null));
  }

  @Test
  void saysWhatTheTextShouldHaveBeen() {
    assertThatThrownBy(() -> value("strict")).hasMessageContaining("refuses its own defaults [-1]");
    assertThatThrownBy(() -> value("needs")).hasMessageContaining("'count' has no @Default");
    assertThatThrownBy(() -> value("wrong")).hasMessageContaining("must be a whole number");
    assertThatThrownBy(() -> value("wrongMap")).hasMessageContaining("its empty form");
  }

  @Test
  void aTypeInAClosedPackageNamesTheLineThatOpensIt() throws Exception {
    Class<?> closed = Class.forName("jdk.internal.foreign.abi.VMStorage");
    assertThatThrownBy(() -> RecordShape.of(TypeShape.of(closed)))
        .isInstanceOf(InaccessibleTypeException.class)
        .hasMessageContaining("module java.base does not open")
        .hasMessageContaining(
            "opens jdk.internal.foreign.abi to io.lokstra.core, tools.jackson.databind;");
  }
}
