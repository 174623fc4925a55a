package todo;

import io.lokstra.data.DbPool;
import io.lokstra.data.Query;
import io.lokstra.http.Page;
import io.lokstra.http.Sort;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Where todos are kept. */
final class TodoStore {
  private static final String MATCHING =
      """
      from todo
      where lower(title) like :pattern escape '!'
        and (cast(:done as boolean) is null or done = cast(:done as boolean))
      """;

  private final DbPool db;

  TodoStore(DbPool db) {
    this.db = db;
  }

  Page<Todo> list(TodoQuery query) {
    List<Todo> todos =
        matching(
                "select * " + MATCHING + orderBy(query.sort()) + " limit :limit offset :offset",
                query)
            .bind("limit", query.page().limit())
            .bind("offset", query.page().offset())
            .as(Todo.class)
            .list();
    long total = matching("select count(*) " + MATCHING, query).as(long.class).one();
    return Page.of(todos, total, query.page());
  }

  private Query matching(String sql, TodoQuery query) {
    return db.query(sql).bind("pattern", query.pattern()).bind("done", query.done());
  }

  /** The names are those {@link TodoQuery} allows, so they may stand in SQL. */
  private static String orderBy(Sort sort) {
    StringBuilder order = new StringBuilder("order by ");
    for (Sort.By by : sort.by()) {
      order.append(by.name()).append(by.descending() ? " desc nulls last, " : " nulls last, ");
    }
    return order.append("id").toString();
  }

  Optional<Todo> find(long id) {
    return db.query("select * from todo where id = :id").bind("id", id).as(Todo.class).first();
  }

  Todo add(TodoInput input) {
    return db.update("insert into todo (title, done, due) values (:title, :done, :due)")
        .bind(input)
        .returning(Todo.class);
  }

  /**
   * Changes a todo, unless there is none.
   *
   * @param check sees it as it is, and as nobody can change it meanwhile; may throw
   */
  Optional<Todo> change(long id, TodoInput input, Consumer<Todo> check) {
    return db.inTransaction(tx -> {
      locked(id).ifPresent(check);
      return tx.update(
              """
              update todo set title = :title, done = :done, due = :due, version = version + 1
              where id = :id
              """)
          .bind(input)
          .bind("id", id)
          .returningFirst(Todo.class);
    });
  }

  /** Deletes a todo; says whether there was one. */
  boolean delete(long id, Consumer<Todo> check) {
    return db.inTransaction(tx -> {
      locked(id).ifPresent(check);
      return tx.update("delete from todo where id = :id").bind("id", id).run() > 0;
    });
  }

  private Optional<Todo> locked(long id) {
    return db.query("select * from todo where id = :id for update")
        .bind("id", id)
        .as(Todo.class)
        .first();
  }
}
