package io.lokstra.logging;

import static org.assertj.core.api.Assertions.assertThat;

import io.lokstra.log.Log;
import io.lokstra.log.LogEvent;
import io.lokstra.log.LogFormat;
import io.lokstra.log.LogLevel;
import io.lokstra.log.LogOutput;
import io.lokstra.log.LogScope;
import io.lokstra.log.Logging;
import io.lokstra.log.LoggingOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.Marker;
import org.slf4j.MarkerFactory;

class LoggersTest {

  @Test
  void slf4jIsBoundToIt() {
    assertThat(LoggerFactory.getILoggerFactory()).isInstanceOf(Loggers.class);
    assertThat(Logging.find()).isPresent();
    Marker marker = MarkerFactory.getMarker("A");
    assertThat(MarkerFactory.getMarker("A")).isSameAs(marker);
    assertThat(LoggerFactory.getLogger("a.b")).isSameAs(LoggerFactory.getLogger("a.b"));
    assertThat(Log.of(LoggersTest.class).name()).isEqualTo(LoggersTest.class.getName());
  }

  @Test
  void theLongestBeginningOfANameSaysItsLevel() {
    Written written =
        new Written(
            LoggingOptions.defaults()
                .level(LogLevel.WARN)
                .level("com.shop", LogLevel.DEBUG)
                .level("com.shop.stock", LogLevel.OFF));
    assertThat(on(written, "com")).isEqualTo("WARN ERROR");
    assertThat(on(written, "com.shop")).isEqualTo("DEBUG INFO WARN ERROR");
    assertThat(on(written, "com.shop.Orders")).isEqualTo("DEBUG INFO WARN ERROR");
    assertThat(on(written, "com.shopping")).isEqualTo("WARN ERROR");
    assertThat(on(written, "com.shop.stock.Cart")).isEmpty();
    assertThat(written.loggers.level("com.shop.x.y")).isEqualTo(LogLevel.DEBUG);
    assertThat(written.loggers.levels())
        .isEqualTo(
            Map.of("", LogLevel.WARN, "com.shop", LogLevel.DEBUG, "com.shop.stock", LogLevel.OFF));
  }

  @Test
  void levelsChangeForLoggersThatAreThereAlready() {
    Written written = new Written(LoggingOptions.defaults());
    Log log = written.log("com.shop.Orders");
    log.debug("no");
    written.loggers.level("com.shop", LogLevel.DEBUG);
    log.debug("yes");
    written.loggers.reset("com.shop");
    log.debug("no");
    written.loggers.level("", LogLevel.OFF);
    log.error("no");
    written.loggers.reset("");
    log.info("again");
    assertThat(written.lines()).hasSize(2);
    assertThat(written.text()).contains("yes").contains("again");
    assertThat(written.loggers.options().levels()).isEmpty();
    assertThat(written.loggers.options().level()).isEqualTo(LogLevel.INFO);
  }

  @Test
  void fieldsOfTheScopeAndOfTheDiagnosticContextAreInEachLine() {
    Written written = new Written(LoggingOptions.defaults().format(LogFormat.JSON));
    Log log = written.log("x");
    LogScope.with("job", 7)
        .and("queue", "mail")
        .run(() -> {
          log.info("outer");
          String result =
              LogScope.with("job", 8)
                  .call(() -> {
                    log.info("inner", "queue", "own");
                    return "done";
                  });
          assertThat(result).isEqualTo("done");
        });
    log.info("outside");
    assertThat(written.lines().get(0)).contains("\"queue\":\"mail\",\"job\":7}");
    assertThat(written.lines().get(1)).contains("\"queue\":\"own\",\"job\":8}");
    assertThat(written.lines().get(2)).contains("\"message\":\"outside\"}");
    List<LogEvent> events = new ArrayList<>();
    Logging global = Logging.find().orElseThrow();
    global.configure(LoggingOptions.defaults());
    try (var _ = global.observe(events::add);
        var _ = MDC.putCloseable("session", "s1")) {
      LoggerFactory.getLogger("mdc").info("m");
    }
    assertThat(events)
        .singleElement()
        .satisfies(event -> {
          assertThat(event.field("session")).contains("s1");
          assertThat(event.field("none")).isEmpty();
          assertThat(event.logger()).isEqualTo("mdc");
        });
  }

  @Test
  void observersAreToldUntilTheyAreClosedAndCannotLoseALine() {
    Written written = new Written(LoggingOptions.defaults());
    List<LogEvent> events = new ArrayList<>();
    Exception why = new Exception("why");
    Logging.Observation broken =
        written.loggers.observe(_ -> {
          throw new IllegalStateException();
        });
    Logging.Observation observation = written.loggers.observe(events::add);
    written.log("x").error("m", why, "a", 1);
    observation.close();
    broken.close();
    written.log("x").info("n");
    assertThat(events)
        .singleElement()
        .satisfies(event -> {
          assertThat(event.message()).isEqualTo("m");
          assertThat(event.level()).isEqualTo(LogLevel.ERROR);
          assertThat(event.fields()).isEqualTo(Map.of("a", 1));
          assertThat(event.error()).contains(why);
          assertThat(event.time()).isNotNull();
        });
    assertThat(written.lines().getLast()).endsWith("n");
  }

  @Test
  void whereAssertionsAreOffAMistakeInFieldsDoesNotLoseTheLine() {
    Written written = new Written(LoggingOptions.defaults());
    ((NamedLogger) written.loggers.getLogger("x"))
        .write(LogLevel.INFO, "odd", null, "a", 1, "alone");
    assertThat(written.text()).endsWith("odd  a=1 value=alone\n");
  }

  @Test
  void anotherFormAndAnotherPlaceArePutIntoForceAtOnce() {
    Loggers loggers = new Loggers();
    loggers.configure(LoggingOptions.defaults().level(LogLevel.OFF));
    loggers.configure(
        LoggingOptions.defaults()
            .level(LogLevel.OFF)
            .format(LogFormat.AUTO)
            .output(LogOutput.STDOUT));
    loggers.configure(LoggingOptions.defaults().level(LogLevel.OFF).format(LogFormat.JSON));
    assertThat(loggers.options().format()).isEqualTo(LogFormat.JSON);
    assertThat(loggers.flush()).isTrue();
  }

  @Test
  void aLineThatIsLoggedWhileAnotherIsPutTogetherIsWrittenToo() {
    Written written = new Written(LoggingOptions.defaults());
    Object talkative =
        new Object() {
          @Override
          public String toString() {
            written.log("inner").info("asked");
            return "told";
          }
        };
    written.log("outer").info("m", "value", talkative);
    assertThat(written.lines()).hasSize(2);
    assertThat(written.lines().get(0)).contains("inner  asked");
    assertThat(written.lines().get(1)).contains("outer  m  value=told");
  }

  private static String on(Written written, String logger) {
    StringBuilder on = new StringBuilder();
    org.slf4j.Logger plain = written.loggers.getLogger(logger);
    on.append(plain.isTraceEnabled() ? "TRACE " : "")
        .append(plain.isDebugEnabled() ? "DEBUG " : "");
    on.append(plain.isInfoEnabled() ? "INFO " : "").append(plain.isWarnEnabled() ? "WARN " : "");
    on.append(plain.isErrorEnabled() ? "ERROR" : "");
    return on.toString();
  }
}
