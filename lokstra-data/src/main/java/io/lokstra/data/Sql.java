package io.lokstra.data;

/**
 * Where statements run: a pool, each on a connection of its own, or a transaction.
 *
 * <p>SQL is the database's own, sent as it stands, with parameters by name: {@code :id}. What comes
 * from outside is only ever bound, never pasted into the text.
 */
public sealed interface Sql permits DbPool, Transaction {

  /**
   * A statement that gives rows; runs when its rows are asked for.
   *
   * <pre>{@code
   * Optional<Todo> todo =
   *     db.query("select * from todo where id = :id").bind("id", id).as(Todo.class).first();
   * }</pre>
   */
  default Query query(String sql) {
    return new Query(this, sql);
  }

  /**
   * A statement that changes rows, or anything else that gives none.
   *
   * <pre>{@code
   * Todo todo =
   *     db.update("insert into todo (title) values (:title)").bind(newTodo).returning(Todo.class);
   * }</pre>
   */
  default Update update(String sql) {
    return new Update(this, sql);
  }

  /**
   * Everything Jdbi can do, on one connection that goes back afterwards. What is thrown in there by
   * Jdbi or JDBC leaves as a {@link DbException}.
   */
  <T> T with(HandleWork<T> work);
}
