package io.lokstra.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class TestClockTest {

  @Test
  void movesOnlyWhenItIsMoved() {
    TestClock clock = TestClock.at("2026-11-24T23:30:00Z");
    TestClock tokyo = clock.withZone(ZoneId.of("Asia/Tokyo"));

    assertThat(clock.getZone()).isEqualTo(ZoneOffset.UTC);
    assertThat(LocalDate.now(clock)).isEqualTo("2026-11-24");
    assertThat(LocalDate.now(tokyo)).isEqualTo("2026-11-25");
    clock.advance(Duration.ofHours(1));
    assertThat(tokyo.instant()).isEqualTo("2026-11-25T00:30:00Z");
    tokyo.set(Instant.EPOCH);
    assertThat(clock.millis()).isZero();
  }
}
