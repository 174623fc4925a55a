package io.lokstra.http;

import io.lokstra.config.Default;
import io.lokstra.config.Options;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import java.time.Duration;

/**
 * What is done after responses ({@link Server#afterResponse}); keys under {@code
 * server.after-response}.
 *
 * @param maxRunning how many responses' hooks run at one time
 * @param maxQueued how many more wait; those of a response beyond are left out, and the log says so
 * @param drainTimeout how long a server that stops waits for them
 */
@Options
public record AfterResponseOptions(
    @Default("256") @Positive int maxRunning,
    @Default("10000") @PositiveOrZero int maxQueued,
    @Default("10s") @PositiveOrZero Duration drainTimeout) {}
