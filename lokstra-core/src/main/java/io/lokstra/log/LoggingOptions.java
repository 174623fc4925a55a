package io.lokstra.log;

import io.lokstra.config.Default;
import io.lokstra.config.Options;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is logged and how; keys under {@code logging}. They concern the whole process, and can be
 * changed while it runs. With another SLF4J provider than {@code lokstra-log} they are an error.
 *
 * @param level from what level on a logger writes, unless {@code levels} says otherwise
 * @param levels the same by the beginning of loggers' names: {@code com.shop: debug}; the longest
 *     beginning counts
 * @param format the form of a line: {@code console} for people, {@code json} for machines, {@code
 *     auto} for the first on a terminal and the second elsewhere
 * @param output where lines go to, so that standard output is the program's own
 * @param maxText characters of a message or of the value of a field; what is longer is cut
 * @param maxFrames frames of the stack of an error that are written; of each cause as many
 */
@Options
public record LoggingOptions(
    @Default("info") LogLevel level,
    @Default("") Map<String, LogLevel> levels,
    @Default("console") LogFormat format,
    @Default("stderr") LogOutput output,
    @Default("4096") @Min(64) @Max(65536) int maxText,
    @Default("100") @Min(1) @Max(1000) int maxFrames) {

  /** Copies the map. */
  public LoggingOptions {
    levels = Map.copyOf(levels);
  }

  /** What holds where nothing is said: {@code info}, for people, to standard error. */
  public static LoggingOptions defaults() {
    return new LoggingOptions(
        LogLevel.INFO, Map.of(), LogFormat.CONSOLE, LogOutput.STDERR, 4096, 100);
  }

  /** From another level on. */
  public LoggingOptions level(LogLevel from) {
    return new LoggingOptions(from, levels, format, output, maxText, maxFrames);
  }

  /** From another level on for loggers whose names begin so. */
  public LoggingOptions level(String logger, LogLevel from) {
    Map<String, LogLevel> more = new LinkedHashMap<>(levels);
    more.put(logger, from);
    return new LoggingOptions(level, more, format, output, maxText, maxFrames);
  }

  /** In another form. */
  public LoggingOptions format(LogFormat form) {
    return new LoggingOptions(level, levels, form, output, maxText, maxFrames);
  }

  /** To another place. */
  public LoggingOptions output(LogOutput to) {
    return new LoggingOptions(level, levels, format, to, maxText, maxFrames);
  }
}
