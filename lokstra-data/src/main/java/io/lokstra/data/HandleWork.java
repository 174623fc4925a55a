package io.lokstra.data;

import java.sql.SQLException;
import org.jdbi.v3.core.Handle;

/**
 * What is done with Jdbi's handle, or with JDBC's connection below it.
 *
 * @param <T> its result
 */
@FunctionalInterface
public interface HandleWork<T> {

  /** Does it; the handle is not to be kept. */
  T run(Handle handle) throws SQLException;
}
