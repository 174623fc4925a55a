package io.lokstra.internal.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9110 §5.6.7. */
class HttpDatesTest {
  private static final Instant TIME = Instant.parse("1994-11-06T08:49:37Z");
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Sun, 06 Nov 1994 08:49:37 GMT",
        "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun Nov  6 08:49:37 1994",
      })
  void readsTheThreeForms(String text) {
    assertThat(HttpDates.parse(text, NOW)).contains(TIME);
  }

  @Test
  void readsTwoDigitsAsAYearThatIsNotMoreThanFiftyYearsAhead() {
    assertThat(HttpDates.parse("Tuesday, 01-Jan-75 00:00:00 GMT", NOW))
        .contains(Instant.parse("2075-01-01T00:00:00Z"));
    assertThat(HttpDates.parse("Saturday, 01-Jan-77 00:00:00 GMT", NOW))
        .contains(Instant.parse("1977-01-01T00:00:00Z"));
  }

  @Test
  void writesTheOneForm() {
    assertThat(HttpDates.format(TIME.plusMillis(999))).isEqualTo("Sun, 06 Nov 1994 08:49:37 GMT");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "yesterday",
        "Mon, 06 Nov 1994 08:49:37 GMT",
        "Sun, 6 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 08:49:37 CET",
        "Sun, 06 Nov 1994 08:49:37 GMT and so on and on and on",
        "1994-11-06T08:49:37Z",
      })
  void readsNothingElse(String text) {
    assertThat(HttpDates.parse(text, NOW)).isEmpty();
  }
}
