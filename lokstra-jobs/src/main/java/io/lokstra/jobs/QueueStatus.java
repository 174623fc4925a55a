package io.lokstra.jobs;

import java.time.Duration;

/**
 * A queue as it stands.
 *
 * @param name its name
 * @param paused whether nobody takes from it
 * @param queued how many wait for a worker
 * @param scheduled how many wait for their time
 * @param running how many are at work
 * @param dead how many are dead and kept
 * @param parked how many are parked
 * @param oldest for how long the one waits that has waited longest; nothing when none does
 */
public record QueueStatus(
    String name,
    boolean paused,
    long queued,
    long scheduled,
    long running,
    long dead,
    long parked,
    Duration oldest) {}
