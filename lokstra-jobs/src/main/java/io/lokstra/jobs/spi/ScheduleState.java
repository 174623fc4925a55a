package io.lokstra.jobs.spi;

import java.time.Instant;
import java.util.Optional;

/**
 * What a back end keeps of a schedule.
 *
 * @param name its name
 * @param rule its rule as text, to see when it is another
 * @param due when it fires next
 * @param last when it fired last
 */
public record ScheduleState(String name, String rule, Instant due, Optional<Instant> last) {}
