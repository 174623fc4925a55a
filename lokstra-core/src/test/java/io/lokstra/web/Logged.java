package io.lokstra.web;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.LoggerFactory;

/** What a logger is told while this is open. */
final class Logged implements AutoCloseable {
  private final Logger logger;
  private final ListAppender<ILoggingEvent> events = new ListAppender<>();

  Logged(String name) {
    logger = (Logger) LoggerFactory.getLogger(name);
    events.start();
    logger.addAppender(events);
  }

  List<ILoggingEvent> events() {
    return List.copyOf(events.list);
  }

  /** Waits for the first event, up to twenty seconds. */
  ILoggingEvent first() throws InterruptedException {
    for (int i = 0; i < 2_000 && events().isEmpty(); i++) {
      Thread.sleep(10);
    }
    return events().getFirst();
  }

  /** Message and key-value pairs of an event, in a line. */
  static String line(ILoggingEvent event) {
    String pairs =
        event.getKeyValuePairs() == null
            ? ""
            : event.getKeyValuePairs().stream()
                .map(pair -> " " + pair.key + "=" + pair.value)
                .collect(Collectors.joining());
    return event.getLevel() + " " + event.getFormattedMessage() + pairs;
  }

  String text() {
    return events().stream().map(Logged::line).collect(Collectors.joining("\n"));
  }

  @Override
  public void close() {
    logger.detachAppender(events);
  }
}
