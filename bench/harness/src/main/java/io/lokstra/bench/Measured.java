package io.lokstra.bench;

/** A server that is loaded, and whose processor time is read. */
interface Measured {
  /** For tables. */
  String name();

  /** On the loopback interface. */
  int port();

  /** What all its processes have used so far. */
  CpuTime cpu();
}
