package io.lokstra.testkit.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lokstra.testkit.TestEvents.Received;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Reads an event stream as WHATWG HTML §9.2.6 says. One thread reads; others may look. */
public final class EventReader {
  private static final long NEVER_SAID = -1;

  /** What surely fits into a {@code long}. */
  private static final int MOST_DIGITS = 18;

  private final InputStream in;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private final AtomicLong comments = new AtomicLong();
  private final AtomicLong retry = new AtomicLong(NEVER_SAID);
  private String lastId = "";
  private String name = "";
  private @Nullable StringBuilder data;
  private boolean afterReturn;

  /** A reader of {@code in}, which should be buffered. */
  public EventReader(InputStream in) {
    this.in = in;
  }

  /** Waits for the next event; nothing at the end. What is not whole then is no event. */
  public Optional<Received> next() throws IOException {
    for (String next = line(); next != null; next = line()) {
      if (!next.isEmpty()) {
        field(next);
        continue;
      }
      StringBuilder whole = data;
      String called = name;
      data = null;
      name = "";
      if (whole != null) {
        whole.setLength(whole.length() - 1);
        return Optional.of(
            new Received(lastId, called.isEmpty() ? "message" : called, whole.toString()));
      }
    }
    return Optional.empty();
  }

  private void field(String text) {
    int colon = text.indexOf(':');
    String field = colon < 0 ? text : text.substring(0, colon);
    String value = colon < 0 ? "" : text.substring(colon + 1);
    if (value.startsWith(" ")) {
      value = value.substring(1);
    }
    switch (field) {
      case "" -> comments.incrementAndGet();
      case "event" -> name = value;
      case "data" -> {
        StringBuilder all = data == null ? new StringBuilder() : data;
        data = all.append(value).append('\n');
      }
      case "id" -> {
        if (value.indexOf(0) < 0) {
          lastId = value;
        }
      }
      case "retry" -> {
        boolean digits = value.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!value.isEmpty() && value.length() <= MOST_DIGITS && digits) {
          retry.set(Long.parseLong(value));
        }
      }
      default -> {} // unknown fields are dropped
    }
  }

  /** A line without its end: CR, LF or CRLF; null at the end of the stream. */
  private @Nullable String line() throws IOException {
    line.reset();
    while (true) {
      int next = in.read();
      boolean second = afterReturn && next == '\n';
      afterReturn = next == '\r';
      if (next < 0) {
        return null;
      }
      if (second) {
        continue;
      }
      if (next == '\n' || next == '\r') {
        return line.toString(UTF_8);
      }
      line.write(next);
    }
  }

  /** How long the server said to wait before coming back. */
  public Optional<Duration> retry() {
    long millis = retry.get();
    return millis == NEVER_SAID ? Optional.empty() : Optional.of(Duration.ofMillis(millis));
  }

  /** How many comments have come. */
  public long comments() {
    return comments.get();
  }
}
