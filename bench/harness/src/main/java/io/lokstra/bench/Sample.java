package io.lokstra.bench;

/**
 * What one run of one server showed.
 *
 * @param requests how many were answered
 * @param seconds how long it took
 * @param cpu what the server's process used meanwhile
 * @param p50 the median latency, in microseconds
 * @param p99 the latency that 99 of 100 requests stay below, in microseconds
 */
record Sample(long requests, double seconds, CpuTime cpu, double p50, double p99) {
  double perSecond() {
    return requests / seconds;
  }

  double total() {
    return (double) cpu.total() / requests;
  }

  double user() {
    return (double) cpu.user() / requests;
  }
}
