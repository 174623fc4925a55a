package io.lokstra.logging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lokstra.config.Secret;
import io.lokstra.log.LogLevel;
import io.lokstra.log.LogOutput;
import io.lokstra.log.LoggingOptions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConsoleFormatTest {
  private final Written written = new Written(LoggingOptions.defaults().level(LogLevel.TRACE));

  @Test
  void writesTimeLevelLoggerMessageAndFields() {
    written.log("com.shop.Orders").info("order placed", "order", 17, "by", "ada");
    assertThat(written.text())
        .matches(
            "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z INFO  com.shop.Orders  order placed  order=17"
                + " by=ada\n");
  }

  @Test
  void quotesWhatWouldNotEndWhereItSeemsTo() {
    written
        .log("x")
        .warn(
            "m",
            "blank",
            "a b",
            "quote",
            "a\"b\\",
            "equals",
            "a=b",
            "empty",
            "",
            "none",
            null,
            "list",
            List.of("a"),
            "map",
            Map.of("k", 1),
            "key",
            Secret.of("tulip"),
            "euro",
            "5€");
    assertThat(written.text())
        .contains(
            "WARN  x  m  blank=\"a b\" quote=\"a\\\"b\\\\\" equals=\"a=b\" empty=\"\" none=null list=[\"a\"]"
                + " map={\"k\":1} key=****** euro=5€\n");
  }

  @Test
  void noTextFromOutsideForgesALineOrSpeaksToTheTerminal() {
    String attack =
        "x\n2026-01-01T00:00:00.000Z ERROR root  forged\r\u001b[2J\u009b\u2028\u2029\u0085\u0007";
    written.log("x").error(attack, new Exception(attack), "value", attack);
    assertThat(written.lines().getFirst())
        .contains(
            "x\\n2026-01-01T00:00:00.000Z ERROR root  forged\\r\\u001b[2J\\u009b\\u2028\\u2029\\u0085\\u0007");
    assertThat(written.lines().stream().skip(1)).allMatch(line -> line.startsWith("    "));
    assertThat(written.text()).doesNotContain("\u001b", "\u009b", "\u2028", "\u0085", "\r");
  }

  @Test
  void anErrorStandsBelowItsLineIndented() {
    written.log("x").debug("m", new IllegalStateException("why"));
    assertThat(written.lines().get(0)).endsWith("DEBUG x  m");
    assertThat(written.lines().get(1)).isEqualTo("    java.lang.IllegalStateException: why");
    assertThat(written.lines().get(2)).startsWith("        at io.lokstra.logging");
  }

  @Test
  void coloursAreThereForATerminalAlone() {
    Draft draft = new Draft();
    draft.begin(LogLevel.WARN, "shop", "low \u001b[31mstock", null);
    draft.add("item", "tea");
    new ConsoleFormat(new Timestamp(true), true, 100, 10).write(draft);
    assertThat(new String(draft.line.bytes(), 0, draft.line.size(), UTF_8))
        .matches(
            "\u001b\\[2m\\d\\d:\\d\\d:\\d\\d\\.\\d{3}\u001b\\[0m \u001b\\[33mWARN \u001b\\[0m \u001b\\[2mshop\u001b\\[0m  "
                + "\u001b\\[1mlow \\\\u001b\\[31mstock\u001b\\[0m  \u001b\\[2mitem=\u001b\\[0mtea\n");
    for (LogLevel level : LogLevel.values()) {
      draft.clear();
      draft.begin(level, "shop", "m", null);
      new ConsoleFormat(new Timestamp(true), true, 100, 10).write(draft);
      assertThat(draft.line.size()).isPositive();
    }
  }

  @Test
  void whatIsATerminalIsKnownByItsDevice() {
    assertThat(Terminal.isTerminal("/dev/pts/3")).isTrue();
    assertThat(Terminal.isTerminal("/dev/tty1")).isTrue();
    assertThat(Terminal.isTerminal("pipe:[1234]")).isFalse();
    assertThat(Terminal.likesColours(Map.of())).isTrue();
    assertThat(Terminal.likesColours(Map.of("NO_COLOR", "1"))).isFalse();
    assertThat(Terminal.likesColours(Map.of("NO_COLOR", ""))).isTrue();
    assertThat(Terminal.likesColours(Map.of("TERM", "dumb"))).isFalse();
    // Only that it can be asked: what the tests run before is not known.
    assertThat(List.of(true, false)).contains(Terminal.isAt(LogOutput.STDOUT));
  }
}
