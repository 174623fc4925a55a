package io.lokstra.data;

/** A statement that gives rows; made by {@link Sql#query}. */
public final class Query extends Parameters<Query> {

  Query(Sql where, String sql) {
    super(where, sql);
  }

  /**
   * What each row becomes: a record, component by component from the columns of the same name
   * ({@code due_date} for {@code dueDate}); or a single value, from the first column: {@code
   * long.class}, {@code String.class}, {@code LocalDate.class} and whatever else Jdbi reads.
   */
  public <T> Rows<T> as(Class<T> type) {
    return new Rows<>(this, type);
  }

  @Override
  Query self() {
    return this;
  }
}
