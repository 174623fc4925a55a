package io.lokstra.routing.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TypedTextTest {

  @ParameterizedTest
  @ValueSource(strings = {"0", "7", "-7", "007", "2147483647", "-2147483648", "-0"})
  void takesWhatAnIntCanHold(String text) {
    assertThat(TypedText.isInteger(text, 0, text.length(), Integer.MIN_VALUE, Integer.MAX_VALUE))
        .isTrue();
    assertThat(Integer.toString(Integer.parseInt(text))).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "-", "+7", "7a", " 7", "2147483648", "-2147483649", "99999999999999", "٣"})
  void refusesWhatAnIntCannotHold(String text) {
    assertThat(TypedText.isInteger(text, 0, text.length(), Integer.MIN_VALUE, Integer.MAX_VALUE))
        .isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"9223372036854775807", "-9223372036854775808"})
  void takesWhatALongCanHold(String text) {
    assertThat(TypedText.isInteger(text, 0, text.length(), Long.MIN_VALUE, Long.MAX_VALUE))
        .isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"9223372036854775808", "-9223372036854775809", "100000000000000000000000"})
  void refusesWhatALongCannotHold(String text) {
    assertThat(TypedText.isInteger(text, 0, text.length(), Long.MIN_VALUE, Long.MAX_VALUE))
        .isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"123e4567-e89b-12d3-a456-426614174000", "123E4567-E89B-12D3-A456-426614174000"})
  void takesUuidsInEitherCase(String text) {
    assertThat(TypedText.isUuid(text, 0, text.length())).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "123e4567-e89b-12d3-a456-42661417400",
        "123e4567-e89b-12d3-a456-4266141740000",
        "123e4567ae89b-12d3-a456-426614174000",
        "123e4567-e89b-12d3-a456-42661417400g",
        "-23e4567-e89b-12d3-a456-426614174000",
      })
  void refusesWhatIsNoUuid(String text) {
    assertThat(TypedText.isUuid(text, 0, text.length())).isFalse();
  }
}
