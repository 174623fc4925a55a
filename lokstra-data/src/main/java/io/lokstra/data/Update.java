package io.lokstra.data;

import io.lokstra.data.internal.RecordMapper;
import io.lokstra.data.internal.RecordParameters;
import java.util.Collection;
import java.util.Optional;
import org.jdbi.v3.core.statement.PreparedBatch;

/** A statement that changes rows; made by {@link Sql#update}. */
public final class Update extends Parameters<Update> {

  Update(Sql where, String sql) {
    super(where, sql);
  }

  /**
   * Runs it.
   *
   * @return how many rows were changed
   */
  public int run() {
    return where.with(handle -> {
      try (var statement = bound(handle.createUpdate(sql))) {
        return statement.execute();
      }
    });
  }

  /**
   * Runs it once for each of {@code records}, with their components as parameters, in few round
   * trips. Inside a transaction it is all or nothing, outside what went before a failure may stay.
   *
   * @return how many rows were changed
   */
  public int runForEach(Collection<? extends Record> records) {
    if (records.isEmpty()) {
      return 0;
    }
    return where.with(handle -> {
      try (PreparedBatch batch = bound(handle.prepareBatch(sql))) {
        for (Record record : records) {
          batch.bindNamedArgumentFinder(new RecordParameters(record)).add();
        }
        int changed = 0;
        for (int count : batch.execute()) {
          changed += Math.max(0, count);
        }
        return changed;
      }
    });
  }

  /**
   * Runs it and reads the row it wrote, with what the database added to it: keys, defaults.
   *
   * @param type a record with a component for each column wanted
   * @throws DbException when not exactly one row was written
   */
  public <T extends Record> T returning(Class<T> type) {
    return written(type, RecordMapper.columnNames(type))
        .orElseThrow(
            () -> new DbException("no row was written where one was expected [" + sql + "]"));
  }

  /**
   * Runs it and reads the row it wrote, if it wrote one.
   *
   * @param type a record with a component for each column wanted
   * @throws DbException when more than one row was written
   */
  public <T extends Record> Optional<T> returningFirst(Class<T> type) {
    return written(type, RecordMapper.columnNames(type));
  }

  /**
   * Runs it and reads one column of the row it wrote: {@code returning("id", long.class)}.
   *
   * @throws DbException when not exactly one row was written
   */
  public <T> T returning(String column, Class<T> type) {
    return written(type, column)
        .orElseThrow(
            () -> new DbException("no row was written where one was expected [" + sql + "]"));
  }

  private <T> Optional<T> written(Class<T> type, String... columns) {
    return where.with(handle -> {
      try (var statement = bound(handle.createUpdate(sql))) {
        var rows = statement.executeAndReturnGeneratedKeys(columns).mapTo(type).list();
        if (rows.size() > 1) {
          throw new DbException(
              rows.size() + " rows were written where one was expected [" + sql + "]");
        }
        return rows.isEmpty() ? Optional.empty() : Optional.of(rows.getFirst());
      }
    });
  }

  @Override
  Update self() {
    return this;
  }
}
