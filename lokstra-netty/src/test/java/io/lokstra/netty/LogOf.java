package io.lokstra.netty;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.slf4j.LoggerFactory;

/** What a logger says while this is open. */
public final class LogOf implements AutoCloseable {
  private final Logger logger;
  private final ListAppender<ILoggingEvent> events = new ListAppender<>();

  public LogOf(String name) {
    logger = (Logger) LoggerFactory.getLogger(name);
    events.start();
    logger.addAppender(events);
  }

  /** Level and text of each event. */
  public List<String> lines() {
    return List.copyOf(events.list).stream()
        .map(event -> event.getLevel() + " " + event.getFormattedMessage())
        .toList();
  }

  /** Waits until a line holds {@code text}. */
  public String await(String text) throws InterruptedException {
    long end = System.nanoTime() + 10_000_000_000L;
    while (System.nanoTime() < end) {
      for (String line : lines()) {
        if (line.contains(text)) {
          return line;
        }
      }
      Thread.sleep(10);
    }
    throw new AssertionError("'" + text + "' is not in " + lines());
  }

  @Override
  public void close() {
    logger.detachAppender(events);
  }
}
