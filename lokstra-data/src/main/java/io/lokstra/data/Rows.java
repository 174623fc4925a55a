package io.lokstra.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.result.ResultIterator;

/**
 * The rows of a query; it runs when one of these methods is called, each time anew.
 *
 * @param <T> what a row becomes
 */
public final class Rows<T> {
  /** Rows fetched at a time where they are read one by one. */
  private static final int FETCH = 500;

  private final Query query;
  private final Class<T> type;

  Rows(Query query, Class<T> type) {
    this.query = query;
    this.type = type;
  }

  /** The first row, if there is any. */
  public Optional<T> first() {
    List<T> rows = read(1);
    return rows.isEmpty() ? Optional.empty() : Optional.of(rows.getFirst());
  }

  /**
   * The only row.
   *
   * @throws DbException when there is none, or more than one
   */
  public T one() {
    List<T> rows = read(2);
    if (rows.size() != 1) {
      throw new DbException(
          (rows.isEmpty() ? "no row" : "more than one row")
              + " where exactly one was expected ["
              + query.sql
              + "]");
    }
    return rows.getFirst();
  }

  /** All rows, in memory. */
  public List<T> list() {
    return read(0);
  }

  /**
   * Each row in turn, without holding them all: for results that do not fit into memory. The
   * connection is in use until the last row; fetching goes by the hundreds.
   */
  public void each(Consumer<? super T> consumer) {
    // PostgreSQL only fetches in parts inside a transaction.
    if (query.where instanceof DbPool pool) {
      pool.useTransaction(transaction -> fetch(transaction, consumer));
    } else {
      fetch(query.where, consumer);
    }
  }

  private void fetch(Sql where, Consumer<? super T> consumer) {
    where.with(handle -> {
      try (var statement = query.bound(handle.createQuery(query.sql)).setFetchSize(FETCH);
          ResultIterator<T> rows = statement.mapTo(type).iterator()) {
        while (rows.hasNext()) {
          consumer.accept(present(rows.next()));
        }
      }
      return true;
    });
  }

  private List<T> read(int limit) {
    return query.where.with(handle -> read(handle, limit));
  }

  private List<T> read(Handle handle, int limit) {
    try (var statement = query.bound(handle.createQuery(query.sql))) {
      if (limit > 0) {
        statement.setMaxRows(limit);
      }
      List<T> rows = new ArrayList<>();
      try (ResultIterator<T> all = statement.mapTo(type).iterator()) {
        while (all.hasNext()) {
          rows.add(present(all.next()));
        }
      }
      return List.copyOf(rows);
    }
  }

  private T present(T value) {
    if (value == null) {
      throw new DbException(
          "a row is null where a "
              + type.getSimpleName()
              + " was expected; read it as a record with an Optional, or use coalesce ["
              + query.sql
              + "]");
    }
    return value;
  }
}
