package io.lokstra.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.spi.ILoggingEvent;
import io.lokstra.config.ConfigurationException;
import io.lokstra.config.Secret;
import io.lokstra.http.App;
import io.lokstra.http.Attribute;
import io.lokstra.http.Server;
import io.lokstra.internal.log.FieldNames;
import io.lokstra.internal.log.PlainLogger;
import io.lokstra.internal.memory.MemoryRequest;
import io.lokstra.log.Log;
import io.lokstra.log.LogLevel;
import io.lokstra.log.LogScope;
import io.lokstra.log.Logging;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Logging with fields where an application brings an SLF4J provider of its own: Logback, here. */
class LogTest {
  private static final Attribute<String> TENANT = Attribute.of("tenant", String.class).logged();

  private final Log log = Log.of("log.test");

  @Test
  void fieldsAreKeyValuePairs() {
    try (Logged logged = new Logged("log.test")) {
      log.info("none");
      log.info("one", "a", 1);
      log.info("two", "a", 1, "b", null);
      log.info("three", "a", 1, "b", true, "c", List.of("x"));
      log.info("lazy", line -> line.add("a", 1));
      assertThat(logged.text())
          .isEqualTo(
              """
              INFO none
              INFO one a=1
              INFO two a=1 b=null
              INFO three a=1 b=true c=[x]
              INFO lazy a=1\
              """);
    }
  }

  @Test
  void everyLevelHasEveryForm() {
    ((ch.qos.logback.classic.Logger) LoggerFactory.getLogger("log.test"))
        .setLevel(ch.qos.logback.classic.Level.TRACE);
    Exception why = new Exception("why");
    try (Logged logged = new Logged("log.test")) {
      log.trace("m");
      log.trace("m", "a", 1);
      log.trace("m", "a", 1, "b", 2);
      log.trace("m", "a", 1, "b", 2, "c", 3);
      log.trace("m", why, "a", 1);
      log.trace("m", line -> line.add("a", 1));
      log.debug("m");
      log.debug("m", "a", 1);
      log.debug("m", "a", 1, "b", 2);
      log.debug("m", "a", 1, "b", 2, "c", 3);
      log.debug("m", why, "a", 1);
      log.debug("m", line -> line.add("a", 1));
      log.info("m", why, "a", 1);
      log.warn("m");
      log.warn("m", "a", 1);
      log.warn("m", "a", 1, "b", 2);
      log.warn("m", "a", 1, "b", 2, "c", 3);
      log.warn("m", why, "a", 1);
      log.warn("m", line -> line.add("a", 1));
      log.error("m");
      log.error("m", "a", 1);
      log.error("m", "a", 1, "b", 2);
      log.error("m", "a", 1, "b", 2, "c", 3);
      log.error("m", why, "a", 1);
      log.error("m", line -> line.add("a", 1));
      log.log(LogLevel.WARN, "m", why, "a", 1);
      log.log(LogLevel.OFF, "m", null);
      String four =
          "%1$s m\n%1$s m a=1\n%1$s m a=1 b=2\n%1$s m a=1 b=2 c=3\n%1$s m a=1\n%1$s m a=1\n";
      assertThat(logged.text() + "\n")
          .isEqualTo(
              four.formatted("TRACE")
                  + four.formatted("DEBUG")
                  + "INFO m a=1\n"
                  + four.formatted("WARN")
                  + four.formatted("ERROR")
                  + "WARN m a=1\n");
      assertThat(logged.events().stream().filter(event -> event.getThrowableProxy() != null))
          .hasSize(6);
    }
    assertThat(log.name()).isEqualTo("log.test").isEqualTo(log.toString());
  }

  @Test
  void nothingIsAskedForWhereTheLevelIsOff() {
    ((ch.qos.logback.classic.Logger) LoggerFactory.getLogger("log.off"))
        .setLevel(ch.qos.logback.classic.Level.OFF);
    Log off = Log.of("log.off");
    AtomicInteger asked = new AtomicInteger();
    off.trace("m", _ -> asked.incrementAndGet());
    off.debug("m", _ -> asked.incrementAndGet());
    off.info("m", _ -> asked.incrementAndGet());
    off.warn("m", _ -> asked.incrementAndGet());
    off.error("m", _ -> asked.incrementAndGet());
    assertThat(asked).hasValue(0);
    for (LogLevel level : LogLevel.values()) {
      assertThat(off.isOn(level)).isFalse();
    }
    assertThat(log.isOn(LogLevel.ERROR)).isTrue();
  }

  @Test
  void noTextFromOutsideEndsALineAndSecretsAreMasked() {
    try (Logged logged = new Logged("log.test")) {
      log.info(
          "a\nb",
          "text",
          "x\r\n\u001b[2J\u2028\ud83d\ude00\udb40\udc41",
          "key",
          Secret.of("tulip"));
      log.info("long", "text", "x".repeat(5_000));
      assertThat(logged.events().get(0).getFormattedMessage()).isEqualTo("a\\u000ab");
      assertThat(Logged.line(logged.events().get(0)))
          .endsWith(" text=x\\u000d\\u000a\\u001b[2J\\u2028\ud83d\ude00\\udb40\\udc41 key=******");
      assertThat(Logged.line(logged.events().get(1))).hasSize("INFO long text=".length() + 4_097);
    }
  }

  @Test
  void linesSayTheirRequestAndScope() throws Exception {
    App app =
        App.named("test", ":0")
            .get(
                "/",
                ctx -> {
                  ctx.set(TENANT, "acme");
                  LogScope.with("job", 1).and("job", 2).run(() -> log.info("m", "tenant", "own"));
                  return ctx.text(ctx.requestId());
                });
    try (Logged logged = new Logged("log.test");
        InMemory server = InMemory.of(app)) {
      String id = server.send("test", MemoryRequest.of("GET", "/")).body();
      ILoggingEvent event = logged.first();
      assertThat(Logged.line(event))
          .startsWith("INFO m request_id=" + id + " job=2")
          .endsWith(" tenant=own");
    }
  }

  @Test
  void mistakesInFieldsAreErrorsWhereAssertionsAreOn() {
    assertThatThrownBy(() -> log.info("order placed", "order", 1, "total", 2, "lone"))
        .hasMessage("fields are names and values by turns; \"order placed\" is given 5 of them");
    assertThatThrownBy(() -> log.info("order placed", "the order", 1))
        .hasMessageContaining(
            "not the name of a field: 'the order' at \"order placed\"; expected letters");
    assertThatThrownBy(() -> log.info("m", "a", 1, 2, 3, "b", 4)).hasMessageContaining("'2'");
    assertThatThrownBy(() -> LogScope.with("a b", 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Attribute.of("a b", String.class).logged())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'a b'");
  }

  @Test
  void whereTheyAreOffTheLineIsWrittenAllTheSame() {
    try (Logged logged = new Logged("log.test")) {
      new PlainLogger(LoggerFactory.getLogger("log.test"))
          .write(LogLevel.INFO, "m", null, "a b", 1, 2, 3, "lone");
      assertThat(logged.text()).isEqualTo("INFO m a_b=1 _2=3 value=lone");
    }
    assertThat(FieldNames.repaired("")).isEqualTo("_");
    assertThat(FieldNames.repaired("n".repeat(70))).hasSize(64);
    assertThat(FieldNames.isValid("a.b-c_9")).isTrue();
  }

  @Test
  void aValueThatFailsWhenAskedDoesNotLoseTheLine() {
    Object broken =
        new Object() {
          @Override
          public String toString() {
            throw new IllegalStateException("no");
          }
        };
    try (Logged logged = new Logged("log.test")) {
      log.info("m", "value", broken);
      assertThat(logged.text()).contains("toString failed: java.lang.IllegalStateException");
    }
  }

  @Test
  void keysNobodyWouldHeedAreAnError() {
    assertThat(Logging.find()).isEmpty();
    assertThatThrownBy(() ->
            InMemory.of(Server.named("s").app(App.named("test", ":0")), "--logging.level=debug"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("logging: the log is written by ch.qos.logback.classic.LoggerContext")
        .hasMessageContaining("have io.lokstra:lokstra-log in its place");
  }
}
