package io.lokstra.logging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lokstra.config.Secret;
import io.lokstra.json.Json;
import io.lokstra.log.Log;
import io.lokstra.log.LogFormat;
import io.lokstra.log.LogLevel;
import io.lokstra.log.LoggingOptions;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.slf4j.MarkerFactory;

class JsonFormatTest {
  private final Written written =
      new Written(LoggingOptions.defaults().format(LogFormat.JSON).level(LogLevel.TRACE));
  private final Log log = written.log("com.shop.Orders");

  @Test
  void writesOneObjectPerLineWithTimeLevelLoggerMessageAndFields() {
    Instant before = Instant.now().minusMillis(1);
    log.info("order placed", "order", 17, "total", new BigDecimal("12.50"));
    Map<String, Object> line = only();
    assertThat(List.copyOf(line.keySet()))
        .containsExactly("time", "level", "logger", "message", "order", "total");
    assertThat(Instant.parse((String) line.get("time"))).isBetween(before, Instant.now());
    assertThat((String) line.get("time"))
        .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
    assertThat(line)
        .containsEntry("level", "info")
        .containsEntry("logger", "com.shop.Orders")
        .containsEntry("message", "order placed")
        .containsEntry("order", 17L);
    assertThat(written.text()).contains("\"total\":12.50}");
  }

  @Test
  void writesValuesByTheirTypes() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("a", 1);
    map.put(null, Optional.of("x"));
    log.info(
        "values",
        "long",
        Long.MIN_VALUE,
        "negative",
        -1200,
        "short",
        (short) 3,
        "byte",
        (byte) 4,
        "yes",
        true,
        "none",
        null,
        "nan",
        Double.NaN,
        "float",
        1.5f,
        "infinite",
        Float.POSITIVE_INFINITY,
        "big",
        new BigInteger("123456789012345678901234567890"),
        "counter",
        new AtomicLong(5),
        "level",
        LogLevel.WARN,
        "time",
        Duration.ofSeconds(3),
        "empty",
        Optional.empty(),
        "list",
        Arrays.asList(1, "b", null, List.of(2)),
        "map",
        map,
        "array",
        new String[] {"p"},
        "file",
        new java.io.File("text"),
        "password",
        Secret.of("tulip"));
    assertThat(written.text())
        .contains(
            "\"long\":-9223372036854775808,\"negative\":-1200,\"short\":3,\"byte\":4,\"yes\":true,\"none\":null,"
                + "\"nan\":\"NaN\",\"float\":1.5,\"infinite\":\"Infinity\",\"big\":123456789012345678901234567890,"
                + "\"counter\":\"5\",\"level_\":\"WARN\",\"time_\":\"PT3S\",\"empty\":null,"
                + "\"list\":[1,\"b\",null,[2]],\"map\":{\"a\":1,\"null\":\"x\"},\"array\":[\"p\"],"
                + "\"file\":\"text\",\"password\":\"******\"}")
        .doesNotContain("tulip");
    assertThat(only()).isNotEmpty();
  }

  @Test
  void everyTextIsOneValueOfOneLineOfJson() {
    StringBuilder all = new StringBuilder();
    for (int c = 0; c < 0x300; c++) {
      all.append((char) c);
    }
    all.append("\u2028\u2029\u202e\ufeff\u200b\ud800x\udc00\u20ac\uffff");
    all.appendCodePoint(0x1F600).appendCodePoint(0xE0041);
    log.info(all.toString(), "value", all.toString());
    String text = written.text();
    assertThat(text.lines()).hasSize(1);
    assertThat(text).endsWith("}\n").doesNotContain("\u001b", "\u2028", "\u0085", "\u202e");
    assertThat(text).contains("\\u2028\\u2029\\u202e\\ufeff\\u200b\\ud800x\\udc00€");
    assertThat(only().get("value")).isEqualTo(all.toString());
    assertThat(only().get("message")).isEqualTo(all.toString());
  }

  @Test
  void namesOfFieldsCannotCollideNorForgeOthers() {
    written
        .loggers
        .getLogger("x")
        .atInfo()
        .addKeyValue("level", "fatal")
        .addKeyValue("a", 1)
        .addKeyValue("a", 2)
        .addKeyValue("a", 3)
        .addKeyValue("b\":1,\"c", 4)
        .addKeyValue("", 5)
        .addKeyValue("7", 6)
        .addKeyValue("message", 7)
        .addKeyValue("n".repeat(80), 8)
        .log("m");
    assertThat(only())
        .containsEntry("level", "info")
        .containsEntry("level_", "fatal")
        .containsEntry("a", 1L)
        .containsEntry("a_2", 2L)
        .containsEntry("a_3", 3L)
        .containsEntry("b__1__c", 4L)
        .containsEntry("_", 5L)
        .containsEntry("_7", 6L)
        .containsEntry("message_", 7L)
        .containsEntry("n".repeat(64), 8L);
  }

  @Test
  void longTextsManyElementsManyFieldsAndDeepValuesAreCut() {
    List<Object> deep = new ArrayList<>();
    deep.add(List.of(List.of(List.of(List.of("deepest")))));
    List<Integer> many = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      many.add(i);
    }
    log.info("x".repeat(10_000), "deep", deep, "many", many);
    Map<String, Object> line = only();
    assertThat((String) line.get("message")).hasSize(4097).endsWith("x…");
    assertThat(String.valueOf(line.get("deep"))).isEqualTo("[[[[…]]]]");
    assertThat((List<?>) line.get("many")).hasSize(51).last().isEqualTo("…");

    Object[] fields = new Object[200];
    for (int i = 0; i < 100; i++) {
      fields[2 * i] = "f" + i;
      fields[2 * i + 1] = i;
    }
    log.info("many", fields);
    Map<String, Object> second = line(1);
    assertThat(second).hasSize(4 + 64 + 1).containsEntry("fields_left_out", 36L);
  }

  @Test
  void aLineIsBoundedWhateverItIsGiven() {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      texts.add("\u0000".repeat(4_096));
    }
    log.info("large", "a", texts, "b", texts, "c", "end", "d", Map.of("k", texts));
    assertThat(written.text().length()).isLessThan(300 * 1024);
    assertThat(only()).containsKeys("a", "b", "c", "d");
  }

  @Test
  void anErrorHasTypeMessageAndStackWithItsCauses() {
    Exception error =
        new IllegalStateException("no\nstock", new java.io.IOException("disk \"full\""));
    error.addSuppressed(new RuntimeException("also"));
    log.error("payment failed", error, "order", 17);
    Map<?, ?> told = (Map<?, ?>) Objects.requireNonNull(only().get("error"));
    assertThat(told.get("type")).isEqualTo("java.lang.IllegalStateException");
    assertThat(told.get("message")).isEqualTo("no\nstock");
    assertThat((String) told.get("stack"))
        .startsWith("java.lang.IllegalStateException: no\nstock\n    at io.lokstra.logging")
        .contains("\nCaused by: java.io.IOException: disk \"full\"\n")
        .contains("\n    Suppressed: java.lang.RuntimeException: also\n")
        .contains(" more");
    assertThat(written.lines()).hasSize(1);
  }

  @Test
  void errorsThatGoInCirclesOrAreVeryDeepAreBounded() {
    Exception a = new Exception("a");
    Exception b = new Exception("b", a);
    a.initCause(b);
    log.warn("circle", a);
    assertThat(written.text()).contains("Caused by: (see above)");
    Exception at = new Exception("0");
    for (int i = 1; i < 100; i++) {
      at = new Exception("n" + i, at);
    }
    log.warn("deep", at);
    assertThat(written.lines().get(1)).contains("Caused by: ... (left out)").contains("n80");
    Map<?, ?> last = line(1);
    assertThat(last).isNotEmpty();
  }

  @Test
  void framesAreBounded() {
    Written few =
        new Written(
            new LoggingOptions(
                LogLevel.INFO, Map.of(), LogFormat.JSON, io.lokstra.log.LogOutput.STDERR, 64, 2));
    few.log("x").error("e", new Exception("m".repeat(100)));
    assertThat(few.text())
        .containsPattern("at [^\\\\]+\\\\n    at [^\\\\]+\\\\n    \\.\\.\\. \\d+ left out");
    assertThat(few.text()).contains("m…");
  }

  @Test
  void whatFailsWhenAskedDoesNotLoseTheLine() {
    Object broken =
        new Object() {
          @Override
          public String toString() {
            throw new IllegalStateException("no");
          }
        };
    RuntimeException mute =
        new RuntimeException() {
          @Override
          public String getMessage() {
            throw new IllegalStateException("no");
          }
        };
    List<Object> changing =
        new java.util.AbstractList<>() {
          @Override
          public Object get(int index) {
            throw new java.util.ConcurrentModificationException();
          }

          @Override
          public int size() {
            return 3;
          }
        };
    log.error("broken", mute, "value", broken, "list", changing);
    assertThat(written.text())
        .contains("toString failed: java.lang.IllegalStateException")
        .contains("… (java.util.ConcurrentModificationException)");
    assertThat(only()).containsKey("error");
  }

  @Test
  void messagesOfPlainSlf4jAreFilledInAndMarkersAreFields() {
    org.slf4j.Logger plain = written.loggers.getLogger("lib");
    plain.info("{} of {}", 1, "two\n");
    plain.warn(MarkerFactory.getMarker("AUDIT"), "marked");
    plain
        .atDebug()
        .addMarker(MarkerFactory.getMarker("M"))
        .setMessage("at {}")
        .addArgument(3)
        .log();
    plain.error("failed", new Exception("why"));
    plain.trace(null);
    assertThat(written.lines().get(0)).contains("\"message\":\"1 of two\\n\"");
    assertThat(written.lines().get(1)).contains("\"marker\":\"AUDIT\"");
    assertThat(written.lines().get(2)).contains("\"message\":\"at 3\",\"marker\":\"M\"");
    assertThat(written.lines().get(3)).contains("\"type\":\"java.lang.Exception\"");
    assertThat(written.lines().get(4))
        .contains("\"level\":\"trace\"")
        .contains("\"message\":\"null\"");
  }

  private Map<String, Object> only() {
    return line(0);
  }

  @SuppressWarnings("unchecked") // keys of an object are text
  private Map<String, Object> line(int number) {
    return (Map<String, Object>)
        Json.standard().decode(written.lines().get(number).getBytes(UTF_8));
  }
}
