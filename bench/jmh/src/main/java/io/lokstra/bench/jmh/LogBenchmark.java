package io.lokstra.bench.jmh;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.Encoder;
import io.lokstra.log.Log;
import io.lokstra.log.LogFormat;
import io.lokstra.log.LoggingOptions;
import io.lokstra.logging.Loggers;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a line of a log with three fields costs, written to {@code /dev/null} through the kernel,
 * and what one costs whose level is off: {@code java -jar bench/jmh/target/jmh.jar LogBenchmark
 * -prof gc}. Logback is measured through the same front, and through SLF4J's own.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@State(Scope.Benchmark)
public class LogBenchmark {

  /** Who writes, and in which form. */
  @Param({"lokstra-console", "lokstra-json", "logback-pattern", "logback-json", "logback-async"})
  public String output = "";

  private Log log =
      Log.to(
          Loggers.to(OutputStream.nullOutputStream(), LoggingOptions.defaults()).getLogger("none"));
  private org.slf4j.Logger plain =
      Loggers.to(OutputStream.nullOutputStream(), LoggingOptions.defaults()).getLogger("none");
  private long order;

  /** For JMH. */
  public LogBenchmark() {}

  /** Opens it. */
  @Setup
  public void open() throws IOException {
    OutputStream target = new FileOutputStream("/dev/null");
    plain =
        switch (output) {
          case "lokstra-console" ->
              Loggers.to(target, LoggingOptions.defaults()).getLogger("com.shop.Orders");
          case "lokstra-json" ->
              Loggers.to(target, LoggingOptions.defaults().format(LogFormat.JSON))
                  .getLogger("com.shop.Orders");
          default -> logback(target);
        };
    log = Log.to(plain);
  }

  private org.slf4j.Logger logback(OutputStream target) {
    LoggerContext context = new LoggerContext();
    OutputStreamAppender<ILoggingEvent> appender = new OutputStreamAppender<>();
    appender.setContext(context);
    appender.setEncoder(output.equals("logback-json") ? json(context) : pattern(context));
    appender.setOutputStream(target);
    appender.start();
    ch.qos.logback.classic.Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.INFO);
    if (output.equals("logback-async")) {
      AsyncAppender queue = new AsyncAppender();
      queue.setContext(context);
      queue.setDiscardingThreshold(0);
      queue.setQueueSize(4_096);
      queue.addAppender(appender);
      queue.start();
      root.addAppender(queue);
    } else {
      root.addAppender(appender);
    }
    return context.getLogger("com.shop.Orders");
  }

  private static Encoder<ILoggingEvent> json(LoggerContext context) {
    JsonEncoder encoder = new JsonEncoder();
    encoder.setContext(context);
    encoder.start();
    return encoder;
  }

  private static Encoder<ILoggingEvent> pattern(LoggerContext context) {
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setPattern("%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level %logger  %msg  %kvp%n");
    encoder.start();
    return encoder;
  }

  /** A line with three fields. */
  @Benchmark
  public void fields() {
    log.info("order placed", "order", ++order, "total", 1250, "customer", "ada@example.org");
  }

  /** The same by SLF4J's own front. */
  @Benchmark
  public void slf4jFields() {
    plain
        .atInfo()
        .addKeyValue("order", ++order)
        .addKeyValue("total", 1250)
        .addKeyValue("customer", "ada@example.org")
        .log("order placed");
  }

  /** A message with two values filled in. */
  @Benchmark
  public void slf4jMessage() {
    plain.info("order {} placed by {}", ++order, "ada@example.org");
  }

  /** One that is not written. */
  @Benchmark
  public void off() {
    log.debug("order placed", "order", ++order, "total", 1250, "customer", "ada@example.org");
  }
}
