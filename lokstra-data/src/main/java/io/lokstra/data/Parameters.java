package io.lokstra.data;

import io.lokstra.data.internal.RecordParameters;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jdbi.v3.core.statement.SqlStatement;

/**
 * A statement and the values of its parameters. Not thread-safe.
 *
 * <p>Values may be of every type Jdbi knows: numbers, text, {@code boolean}, {@code byte[]}, enums
 * (by name), {@code java.time}, {@code UUID}, {@code Optional} of these, where empty is null.
 *
 * @param <S> the statement's own type
 */
public abstract sealed class Parameters<S extends Parameters<S>> permits Query, Update {
  private final List<Consumer<SqlStatement<?>>> bindings = new ArrayList<>(4);

  final Sql where;
  final String sql;

  Parameters(Sql where, String sql) {
    this.where = where;
    this.sql = sql;
  }

  /** Gives {@code :name} a value. */
  public S bind(String name, Object value) {
    bindings.add(statement -> statement.bind(name, value));
    return self();
  }

  /** Gives each key's parameter its value; values no parameter asks for are an error. */
  public S bind(Map<String, ?> values) {
    values.forEach(this::bind);
    return self();
  }

  /**
   * Gives every parameter called like a component, {@code :dueDate} or {@code :due_date}, its
   * value; components no parameter asks for are passed over.
   */
  public S bind(Record values) {
    RecordParameters parameters = new RecordParameters(values);
    bindings.add(statement -> statement.bindNamedArgumentFinder(parameters));
    return self();
  }

  final <J extends SqlStatement<?>> J bound(J statement) {
    for (Consumer<SqlStatement<?>> binding : bindings) {
      binding.accept(statement);
    }
    return statement;
  }

  abstract S self();
}
