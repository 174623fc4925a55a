package io.lokstra.internal.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WeightTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1, 1000",
    "0., 0",
    "1., 1000",
    "0.5, 500",
    "0.05, 50",
    "0.005, 5",
    "1.000, 1000",
    "0.0005, -1",
    "1.001, -1",
    "2, -1",
    "'', -1",
    ".5, -1",
    "-1, -1",
    "0x5, -1",
    "0.5x, -1",
    "01, -1",
    "0 5, -1"
  })
  void readsThousandths(String text, int thousandths) {
    assertThat(Weight.thousandths(text, 0, text.length())).isEqualTo(thousandths);
    assertThat(Weight.thousandths("q=" + text + ",", 2, 2 + text.length())).isEqualTo(thousandths);
  }
}
