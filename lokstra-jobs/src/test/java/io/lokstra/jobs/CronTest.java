package io.lokstra.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When schedules fire. */
class CronTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  private static List<String> next(ScheduleRule rule, String after, int count) {
    List<String> times = new ArrayList<>();
    Optional<Instant> time = rule.next(Instant.parse(after));
    for (int i = 0; i < count && time.isPresent(); i++) {
      times.add(time.get().toString());
      time = rule.next(time.get());
    }
    return times;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          * * * * *            | 2026-11-24T10:00:00Z | 2026-11-24T10:01:00Z
          * * * * * *          | 2026-11-24T10:00:00.5Z | 2026-11-24T10:00:01Z
          */15 * * * *         | 2026-11-24T10:16:00Z | 2026-11-24T10:30:00Z
          5/20 * * * *         | 2026-11-24T10:26:00Z | 2026-11-24T10:45:00Z
          0 3 * * *            | 2026-11-24T03:00:00Z | 2026-11-25T03:00:00Z
          30 8-18/2 * * MON-FRI| 2026-11-27T18:30:00Z | 2026-11-30T08:30:00Z
          0 0 * * 7            | 2026-11-24T00:00:00Z | 2026-11-29T00:00:00Z
          0 0 * * sun          | 2026-11-24T00:00:00Z | 2026-11-29T00:00:00Z
          0 0 1,15 * *         | 2026-11-24T00:00:00Z | 2026-12-01T00:00:00Z
          0 0 13 * FRI         | 2026-11-24T00:00:00Z | 2026-11-27T00:00:00Z
          0 0 L * *            | 2028-02-01T00:00:00Z | 2028-02-29T00:00:00Z
          0 0 29 2 *           | 2026-11-24T00:00:00Z | 2028-02-29T00:00:00Z
          0 0 1 jan ?          | 2026-11-24T00:00:00Z | 2027-01-01T00:00:00Z
          59 59 23 31 12 *     | 2026-12-31T23:59:59Z | 2027-12-31T23:59:59Z
          @hourly              | 2026-11-24T10:00:00Z | 2026-11-24T11:00:00Z
          @daily               | 2026-11-24T10:00:00Z | 2026-11-25T00:00:00Z
          @weekly              | 2026-11-24T10:00:00Z | 2026-11-29T00:00:00Z
          @monthly             | 2026-11-24T10:00:00Z | 2026-12-01T00:00:00Z
          @yearly              | 2026-11-24T10:00:00Z | 2027-01-01T00:00:00Z
          """)
  void firesAtTheNextTimeThatFits(String expression, String after, String expected) {
    assertThat(Cron.of(expression).next(Instant.parse(after))).contains(Instant.parse(expected));
  }

  @Test
  void neverFiresOnADayThatDoesNotExist() {
    assertThat(Cron.of("0 0 31 2 *").next(Instant.parse("2026-01-01T00:00:00Z"))).isEmpty();
    assertThat(Cron.of("0 0 31 2 *", BERLIN).next(Instant.parse("2026-01-01T00:00:00Z"))).isEmpty();
  }

  /** On 29 March 2026 clocks in Berlin go from 02:00 to 03:00, which is 01:00 in UTC. */
  @Test
  void firesATimeThatIsLeftOutWhenClocksAreChanged() {
    assertThat(next(Cron.of("30 2 * * *", BERLIN), "2026-03-27T12:00:00Z", 3))
        .containsExactly("2026-03-28T01:30:00Z", "2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z");
    assertThat(next(Cron.of("0,30 2 * * *", BERLIN), "2026-03-29T00:59:59Z", 2))
        .as("both times that are left out, in one firing")
        .containsExactly("2026-03-29T01:00:00Z", "2026-03-30T00:00:00Z");
    assertThat(next(Cron.of("0 3 * * *", BERLIN), "2026-03-28T12:00:00Z", 2))
        .containsExactly("2026-03-29T01:00:00Z", "2026-03-30T01:00:00Z");
  }

  /** On 25 October 2026 clocks in Berlin go from 03:00 back to 02:00, which is 01:00 in UTC. */
  @Test
  void firesATimeThatComesTwiceTheFirstTime() {
    assertThat(next(Cron.of("30 2 * * *", BERLIN), "2026-10-24T12:00:00Z", 2))
        .containsExactly("2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z");
    assertThat(next(Cron.of("*/30 1-3 * * *", BERLIN), "2026-10-24T23:15:00Z", 6))
        .containsExactly(
            "2026-10-24T23:30:00Z",
            "2026-10-25T00:00:00Z",
            "2026-10-25T00:30:00Z",
            "2026-10-25T02:00:00Z",
            "2026-10-25T02:30:00Z",
            "2026-10-26T00:00:00Z");
  }

  @Test
  void distanceGoesByWhatHasPassed() {
    assertThat(next(Cron.of("*/30 * * * *", BERLIN), "2026-10-25T00:15:00Z", 4))
        .containsExactly(
            "2026-10-25T00:30:00Z",
            "2026-10-25T01:00:00Z",
            "2026-10-25T01:30:00Z",
            "2026-10-25T02:00:00Z");
    assertThat(next(Cron.of("*/30 * * * *", BERLIN), "2026-03-29T00:15:00Z", 3))
        .containsExactly("2026-03-29T00:30:00Z", "2026-03-29T01:00:00Z", "2026-03-29T01:30:00Z");
  }

  /** Held against a walk through every minute of the local time around changes of clocks. */
  @Test
  void agreesWithAWalkThroughAllMinutes() {
    Random random = new Random(5);
    for (int i = 0; i < 60; i++) {
      String expression =
          random.nextInt(60)
              + " "
              + random.nextInt(24)
              + " * * "
              + (random.nextBoolean() ? "*" : "1-5");
      Instant from =
          LocalDateTime.of(2026, random.nextBoolean() ? 3 : 10, 20 + random.nextInt(8), 0, 0)
              .toInstant(ZoneOffset.UTC);
      Cron cron = Cron.of(expression, BERLIN);
      Instant found = cron.next(from).orElseThrow();
      String[] parts = expression.split(" ");
      LocalDateTime local = LocalDateTime.ofInstant(found, BERLIN);
      boolean isTime =
          local.getMinute() == Integer.parseInt(parts[0])
              && local.getHour() == Integer.parseInt(parts[1]);
      boolean isAfterGap = found.equals(Instant.parse("2026-03-29T01:00:00Z"));
      assertThat(isTime || isAfterGap).as("%s after %s: %s", expression, from, found).isTrue();
      assertThat(Duration.between(from, found)).isLessThan(Duration.ofDays(4));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "* * * *", "* * * * * * *", "60 * * * *", "* 24 * * *", "* * 0 * *", "* * * 13 *",
        "* * * * 8", "*/0 * * * *", "5-1 * * * *", "a * * * *", "1,,2 * * * *", "@never",
            "1-x * * * *"
      })
  void saysWhatIsWrongWithAnExpression(String expression) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Cron.of(expression))
        .withMessageContaining("'" + expression + "' is no cron expression");
  }

  @Test
  void namesTheFieldThatIsWrong() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Cron.of("0 25 * * *"))
        .withMessage(
            "'0 25 * * *' is no cron expression: the hour '25' is not 0 to 23, *, a range, a step or a list of these");
  }

  @Test
  void rulesWithTheSameTextAreTheSame() {
    assertThat(Cron.of("0 3 * * *", BERLIN))
        .isEqualTo(Cron.of("0 3 * * *", BERLIN))
        .hasSameHashCodeAs(Cron.of("0 3 * * *", BERLIN))
        .isNotEqualTo(Cron.of("0 3 * * *"))
        .hasToString("0 3 * * * Europe/Berlin");
  }

  @Test
  void fixedRateIsTheSameForAllProcesses() {
    assertThat(next(Every.of(Duration.ofMinutes(10)), "2026-11-24T10:03:00Z", 2))
        .containsExactly("2026-11-24T10:10:00Z", "2026-11-24T10:20:00Z");
    assertThat(Every.of(Duration.ofMinutes(10)).text()).isEqualTo("every PT10M");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Every.of(Duration.ofMillis(10)))
        .withMessageContaining("at least 1 s");
  }
}
