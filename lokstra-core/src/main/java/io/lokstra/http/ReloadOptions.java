package io.lokstra.http;

import io.lokstra.config.Default;
import io.lokstra.config.Options;
import jakarta.validation.constraints.PositiveOrZero;
import java.time.Duration;

/**
 * When files of configuration are read again while the server runs.
 *
 * @param interval how often it is looked whether a file has changed; never with {@code 0s}. A file
 *     is read once it has stayed the same for one interval, so that none is read half written
 * @param signal whether SIGHUP has them read
 */
@Options
record ReloadOptions(
    @Default("2s") @PositiveOrZero Duration interval, @Default("true") boolean signal) {}
