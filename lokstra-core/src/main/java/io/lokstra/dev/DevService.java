package io.lokstra.dev;

/**
 * The use of a server that runs for development or a test. Whoever has started it closes it when it
 * is used no more; the server ends with its last user.
 */
public interface DevService extends AutoCloseable {

  /**
   * Where it is, with all that is needed to log in: {@code
   * jdbc:postgresql://127.0.0.1:40123/dev?user=dev&password=…}, {@code
   * redis://:…@127.0.0.1:40124/0}. A secret of this machine's: not for logs.
   */
  String address();

  /**
   * What runs and where, in one line without secrets: {@code PostgreSQL 18.6 at 127.0.0.1:40123,
   * its data kept in .lokstra/dev/postgresql-18}.
   */
  String description();

  /** Uses it no more. Returns when the server has ended, if nobody else uses it. */
  @Override
  void close();
}
