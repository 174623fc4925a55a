package io.lokstra.logging;

import io.lokstra.internal.log.Context;
import io.lokstra.log.LogEvent;
import io.lokstra.log.LogFormat;
import io.lokstra.log.LogLevel;
import io.lokstra.log.LogOutput;
import io.lokstra.log.Logging;
import io.lokstra.log.LoggingOptions;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes lines out of what loggers are told and gives them to the output. Lines are put together by
 * the threads that log, each in a draft of its own; a few drafts are kept to be used again, by
 * whoever comes, as virtual threads are too many to keep one each. Thread-safe.
 */
final class Writing {
  private static final int DRAFTS = 16;

  /** How lines are written, and where to. */
  private record Way(LineFormat format, Output output) {}

  private final AtomicReferenceArray<@Nullable Draft> drafts = new AtomicReferenceArray<>(DRAFTS);
  private final List<Consumer<? super LogEvent>> observers = new CopyOnWriteArrayList<>();
  private volatile @Nullable Diagnostics diagnostics;
  private volatile @Nullable Way way;

  Writing() {}

  void diagnostics(Diagnostics context) {
    diagnostics = context;
  }

  /** A line that begins; to be given to {@link #write} whatever happens. */
  Draft draft(LogLevel level, String logger, String message, @Nullable Throwable error) {
    Draft kept = drafts.getAndSet(slot(), null);
    Draft draft = kept == null ? new Draft() : kept;
    draft.begin(level, logger, message, error);
    return draft;
  }

  private static int slot() {
    return (int) Thread.currentThread().threadId() & DRAFTS - 1;
  }

  /** Writes a line. Nothing it meets is thrown: who logs has other things to do. */
  void write(Draft draft) {
    try {
      draft.context();
      Context.describe(draft);
      Diagnostics context = diagnostics;
      if (context != null) {
        context.describe(draft);
      }
      Way now = way();
      now.format().write(draft);
      now.output().append(draft.line);
      if (!observers.isEmpty()) {
        tell(draft);
      }
    } catch (RuntimeException e) {
      failed(draft, e);
    } finally {
      draft.clear();
      drafts.set(slot(), draft);
    }
  }

  private void failed(Draft draft, RuntimeException e) {
    Draft instead = new Draft();
    instead.begin(LogLevel.ERROR, "io.lokstra.log", "a line could not be written", e);
    instead.add("of", draft.logger);
    Way now = way();
    now.format().write(instead);
    now.output().append(instead.line);
  }

  private void tell(Draft draft) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    for (int i = 0; i < draft.fields(); i++) {
      fields.put(draft.name(i), draft.value(i));
    }
    LogEvent event =
        new LogEvent(
            Instant.ofEpochMilli(draft.millis),
            draft.level,
            draft.logger,
            draft.message,
            Collections.unmodifiableMap(fields),
            Optional.ofNullable(draft.error));
    for (Consumer<? super LogEvent> observer : observers) {
      try {
        observer.accept(event);
      } catch (RuntimeException e) {
        // It would be logged, and met here again.
      }
    }
  }

  Logging.Observation observe(Consumer<? super LogEvent> observer) {
    // One of its own, so that the same observer can be there twice.
    Consumer<LogEvent> entry = observer::accept;
    observers.add(entry);
    return () -> observers.remove(entry);
  }

  private Way way() {
    Way now = way;
    return now == null ? first() : now;
  }

  private synchronized Way first() {
    Way now = way;
    if (now == null) {
      now = way(LoggingOptions.defaults(), null);
      way = now;
    }
    return now;
  }

  /** Goes on by other options. */
  synchronized void configure(LoggingOptions options) {
    way = way(options, way);
  }

  /** Writes to {@code target} from now on, in the form that {@code options} ask for. */
  synchronized void to(OutputStream target, LoggingOptions options) {
    way = new Way(format(options, false), new Output(target, options.output(), this::notice));
  }

  private Way way(LoggingOptions options, @Nullable Way before) {
    LogOutput to = options.output();
    Output output;
    if (before != null && before.output().is(to)) {
      output = before.output();
    } else {
      if (before != null) {
        before.output().flush();
      }
      output =
          new Output(
              new FileOutputStream(
                  to == LogOutput.STDOUT ? FileDescriptor.out : FileDescriptor.err),
              to,
              this::notice);
      closeAtTheEnd(output);
    }
    boolean terminal = options.format() != LogFormat.JSON && Terminal.isAt(to);
    return new Way(format(options, terminal), output);
  }

  private static void closeAtTheEnd(Output output) {
    try {
      Runtime.getRuntime().addShutdownHook(new Thread(output::close, "lokstra-log-end"));
    } catch (IllegalStateException e) { // the end has begun
      output.close();
    }
  }

  /** The line that says how many were left out. */
  private Line notice(long leftOut) {
    Draft draft = new Draft();
    draft.begin(
        LogLevel.WARN,
        "io.lokstra.log",
        "lines were left out: the output did not take them in time",
        null);
    way().format().write(draft.add("lines", leftOut));
    return draft.line;
  }

  private static LineFormat format(LoggingOptions options, boolean terminal) {
    boolean json =
        options.format() == LogFormat.JSON || (options.format() == LogFormat.AUTO && !terminal);
    return json
        ? new JsonFormat(new Timestamp(false), options.maxText(), options.maxFrames())
        : new ConsoleFormat(
            new Timestamp(terminal),
            terminal && Terminal.likesColours(System.getenv()),
            options.maxText(),
            options.maxFrames());
  }

  boolean flush() {
    Way now = way;
    return now == null || now.output().flush();
  }
}
