package io.lokstra.jobs;

import java.time.Instant;
import java.util.Optional;

/**
 * A schedule as it stands.
 *
 * @param name its name
 * @param rule when it fires, as text
 * @param type the type of its jobs; empty when this process does not declare it
 * @param due when it fires next
 * @param last when it fired last
 */
public record ScheduleInfo(
    String name, String rule, Optional<String> type, Instant due, Optional<Instant> last) {}
