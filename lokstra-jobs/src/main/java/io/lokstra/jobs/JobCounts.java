package io.lokstra.jobs;

/**
 * What this process has done with jobs since it started.
 *
 * @param enqueued how many it enqueued
 * @param started how many runs it began
 * @param done how many of them were done
 * @param failed how many failed and are tried again
 * @param dead how many failed for good
 * @param cancelled how many were cancelled while they ran
 * @param handedBack how many were given back
 * @param lost how many were no longer this worker's when they ended
 * @param running how many run now
 */
public record JobCounts(
    long enqueued,
    long started,
    long done,
    long failed,
    long dead,
    long cancelled,
    long handedBack,
    long lost,
    int running) {}
