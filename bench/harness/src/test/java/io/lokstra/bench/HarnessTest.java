package io.lokstra.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lokstra.bench.Comparison.Target;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The harness reads and judges figures as it says. */
class HarnessTest {
  private static final CpuTime CPU = new CpuTime(3_000_000, 7_000_000);

  @Test
  void readsTheCpuTimeOfAProcessWhoseNameHoldsBrackets() {
    String stat = "42 (java (x) y) S 1 42 42 0 -1 4194304 9 8 7 6 123 45 0 0 20 0 30 0 999";

    assertThat(CpuTime.parse(stat)).isEqualTo(new CpuTime(1_230_000, 450_000));
  }

  @Test
  void readsItsOwnCpuTime() {
    assertThat(CpuTime.of(ProcessHandle.current().pid()).total()).isPositive();
  }

  @Test
  void readsTheReportOfTheScript() {
    String output =
        "Running 1s test\nRESULT requests=1000000 us=4000000 errors=0 p50=120.0 p99=900.5\n";

    Sample sample = Wrk.parse(output, CPU);

    assertThat(sample.perSecond()).isEqualTo(250_000);
    assertThat(sample.total()).isEqualTo(10);
    assertThat(sample.user()).isEqualTo(3);
  }

  @Test
  void refusesARunWithErrors() {
    String output = "RESULT requests=10 us=4000000 errors=2 p50=120.0 p99=900.5\n";

    assertThatThrownBy(() -> Wrk.parse(output, CPU)).hasMessageContaining("void: 2 of 10");
  }

  @Test
  void comparesEachRunWithTheTwoAroundIt() {
    Comparison comparison =
        new Comparison(
            new Load("x", "/", 1, 1),
            List.of(sample(100), sample(100), sample(104), sample(100)),
            List.of(sample(90), sample(120), sample(96)),
            List.of(Target.total(0.95)));

    assertThat(Statistics.median(comparison.ratios(Sample::total)))
        .isEqualTo(96 / 102.0, within(1e-9));
    assertThat(comparison.isMet(comparison.targets().getFirst())).isTrue();
    assertThat(comparison.spread()).isEqualTo(0.04, within(1e-9));
    assertThat(comparison.isVoid()).isFalse();
  }

  @Test
  void callsARunVoidWhenTheBaselineIsRestless() {
    List<Sample> restless = List.of(sample(100), sample(100), sample(115));

    assertThat(
            new Comparison(new Load("x", "/", 1, 1), restless, restless.subList(1, 3), List.of())
                .isVoid())
        .isTrue();
  }

  @Test
  void isNotMisledByAMachineThatGetsSlower() {
    List<Sample> baseline =
        IntStream.range(0, 16).mapToObj(run -> sample(1000 + 60 * run)).toList();
    List<Sample> candidate =
        IntStream.range(0, 15).mapToObj(run -> sample(515 + 30 * run)).toList();
    Comparison comparison =
        new Comparison(new Load("x", "/", 1, 1), baseline, candidate, List.of());

    assertThat(Statistics.median(comparison.ratios(Sample::total))).isEqualTo(0.5, within(1e-9));
    assertThat(comparison.isVoid()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"1, 0, 0", "5, 0, 4", "6, 0, 5", "8, 0, 7", "9, 1, 7", "15, 3, 11", "20, 5, 14"})
  void knowsTheIntervalOfAMedian(int samples, double from, double to) {
    List<Double> values = IntStream.range(0, samples).mapToObj(value -> (double) value).toList();

    assertThat(Statistics.interval(values)).isEqualTo(new Statistics.Interval(from, to));
  }

  @Test
  void takesTheMeanOfTheMiddleTwoOfAnEvenNumber() {
    assertThat(Statistics.median(List.of(4.0, 1.0, 2.0, 3.0))).isEqualTo(2.5);
  }

  @Test
  void refusesAnArgumentItDoesNotKnow() {
    assertThat(new Options(new String[] {"--pairs=3"}, Map.of("pairs", "7")).number("pairs"))
        .isEqualTo(3);
    assertThatThrownBy(() -> new Options(new String[] {"--pear=3"}, Map.of("pairs", "7")))
        .hasMessageContaining("--pear=3");
  }

  @Test
  void knowsAWholeResponse() throws IOException {
    StringBuilder received = new StringBuilder("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell");

    assertThat(Connections.isWhole(received)).isFalse();
    assertThat(Connections.isWhole(received.append('o'))).isTrue();
  }

  @Test
  void writesJson() {
    assertThat(Json.write(Map.of("a", List.of(1, true, "x\"\n"))))
        .isEqualTo("{\"a\":[1,true,\"x\\\"\\u000a\"]}");
  }

  private static Sample sample(int microseconds) {
    return new Sample(1_000, 1, new CpuTime(0, microseconds * 1_000L), 0, 0);
  }
}
