package io.lokstra.internal.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lokstra.config.Default;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RecordShapeTest {
  record Sample(
      @Size(max = 3) String title,
      List<@NotBlank String> tags,
      Optional<Integer> count,
      @Nullable String note,
      @Default("7") int limit,
      @Size(max = 2) String[] names) {}

  record Box<T>(T value, List<T> values, Map<String, ? extends T> map, T[] array) {}

  record Bounded<T extends Comparable<T>, U extends T>(T value, U other, List<?> any) {}

  record Throwing(int value) {
    Throwing {
      if (value < 0) {
        throw new IllegalArgumentException("negative");
      }
    }
  }

  private static ComponentShape component(RecordShape shape, String name) {
    return shape.components().stream().filter(c -> c.name().equals(name)).findFirst().orElseThrow();
  }

  @Test
  void findsAnnotationsWhereverTheirTargetPutsThem() {
    RecordShape shape = RecordShape.of(Sample.class);
    assertThat(component(shape, "title").annotation(Size.class)).isPresent();
    assertThat(component(shape, "title").annotations()).hasSize(1);
    assertThat(component(shape, "tags").annotation(NotBlank.class)).isEmpty();
    assertThat(component(shape, "tags").type().argument().annotations()).hasSize(1);
    assertThat(component(shape, "names").annotation(Size.class)).isPresent();
    assertThat(component(shape, "limit").defaultText()).hasValue("7");
  }

  @Test
  void knowsWhatIsRequired() {
    RecordShape shape = RecordShape.of(Sample.class);
    assertThat(
            shape.components().stream()
                .filter(ComponentShape::isRequired)
                .map(ComponentShape::name))
        .containsExactly("title", "tags", "names");
  }

  @Test
  void createsAndReads() {
    RecordShape shape = RecordShape.of(Sample.class);
    Object record =
        shape.create(new Object[] {"a", List.of(), Optional.of(1), null, 5, new String[] {"n"}});
    assertThat(record).isInstanceOf(Sample.class);
    assertThat(component(shape, "limit").read(record)).isEqualTo(5);
    assertThat(component(shape, "note").read(record)).isNull();
    assertThat(shape.type().raw()).isEqualTo(Sample.class);
  }

  @Test
  void replacesTypeVariables() {
    TypeShape type = new TypeShape(Box.class, List.of(TypeShape.of(Integer.class)), List.of());
    RecordShape shape = RecordShape.of(type);
    assertThat(component(shape, "value").type().raw()).isEqualTo(Integer.class);
    assertThat(component(shape, "values").type()).hasToString("List<Integer>");
    assertThat(component(shape, "map").type()).hasToString("Map<String, Integer>");
    assertThat(component(shape, "array").type()).hasToString("Integer[]");
    assertThat(component(shape, "array").type().raw()).isEqualTo(Integer[].class);
  }

  @Test
  void erasesVariablesThatStandForNothing() {
    assertThat(RecordShape.of(TypeShape.of(Box.class)).components().get(0).type().raw())
        .isEqualTo(Object.class);
    TypeShape raw = new TypeShape(Bounded.class, List.of(), List.of());
    assertThat(RecordShape.of(raw).components())
        .extracting(c -> c.type().raw().getSimpleName())
        .containsExactly("Comparable", "Comparable", "List");
  }

  @Test
  void shapesAnyType() throws Exception {
    assertThat(TypeShape.of(int[].class)).hasToString("int[]");
    assertThat(TypeShape.of(Map.class)).hasToString("Map<Object, Object>");
    var field = Holder.class.getDeclaredField("matrix");
    assertThat(TypeShape.of(field.getGenericType())).hasToString("List<List<String>[]>");
  }

  static final class Holder {
    @Nullable List<List<String>[]> matrix;
  }

  @Test
  void whatTheConstructorThrowsComesThrough() {
    assertThatThrownBy(() -> RecordShape.of(Throwing.class).create(new Object[] {-1}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("negative");
  }

  @Test
  void refusesWhatIsNoRecord() {
    assertThatThrownBy(() -> RecordShape.of(TypeShape.of(String.class)))
        .hasMessage("java.lang.String is not a record");
  }
}
