package io.lokstra.devservices.internal;

import java.io.IOException;
import java.util.List;
import java.util.OptionalInt;

/** A server in a folder of its own: what differs between PostgreSQL and Redis. */
interface Daemon {

  /** Its name and version, as a reader knows them. */
  String label();

  /** Makes what it needs in its folder before it can be started for the first time. */
  void prepare() throws IOException, InterruptedException;

  /** On which port it runs now, whoever started it; empty when it does not. */
  OptionalInt runningPort() throws IOException, InterruptedException;

  /**
   * Starts it and returns when it can be used.
   *
   * @return false when something else listens on {@code port}
   * @throws io.lokstra.dev.DevServiceException when it does not start, with the end of its log
   */
  boolean start(int port) throws IOException, InterruptedException;

  /**
   * The address of what is in it under that name, which is made if it is not there.
   *
   * @param port where it runs
   */
  String address(int port, String name) throws IOException;

  /** The command that ends it and returns when it has ended; harmless when it does not run. */
  List<String> stop();
}
