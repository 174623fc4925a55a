package io.lokstra.data.internal;

import io.lokstra.data.DbException;
import io.lokstra.data.internal.RecordShape.Component;
import java.lang.reflect.Type;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.config.ConfigRegistry;
import org.jdbi.v3.core.mapper.ColumnMapper;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.mapper.RowMapperFactory;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/**
 * Rows as records: each component from the column of the same name, where {@code dueDate} and
 * {@code due_date} are the same. A column that is missing or there twice, and a null that the
 * record does not allow for, are errors that name it. Columns no component asks for are passed
 * over.
 */
public final class RecordMapper implements RowMapper<Object> {
  private final RecordShape shape;

  private RecordMapper(RecordShape shape) {
    this.shape = shape;
  }

  /** Makes every record mappable, without registering any. */
  public static final class Factory implements RowMapperFactory {
    @Override
    public Optional<RowMapper<?>> build(Type type, ConfigRegistry config) {
      return type instanceof Class<?> named && named.isRecord()
          ? Optional.of(new RecordMapper(RecordShape.of(named)))
          : Optional.empty();
    }
  }

  @Override
  public Object map(ResultSet rows, StatementContext context) throws SQLException {
    return specialize(rows, context).map(rows, context);
  }

  @Override
  public RowMapper<Object> specialize(ResultSet rows, StatementContext context)
      throws SQLException {
    Map<String, Integer> columns = columns(rows.getMetaData());
    List<Component> components = shape.components();
    int[] positions = new int[components.size()];
    ColumnMapper<?>[] mappers = new ColumnMapper<?>[positions.length];
    for (int i = 0; i < positions.length; i++) {
      Component component = components.get(i);
      positions[i] = position(component, columns);
      mappers[i] =
          context
              .findColumnMapperFor(component.type())
              .orElseThrow(() ->
                  new DbException(
                      "no column can be read as "
                          + component.type().getTypeName()
                          + ", the type of "
                          + where(component)
                          + "; register a column mapper with DbPool.jdbi()"));
    }
    return (row, ctx) -> {
      @Nullable Object[] values = new Object[positions.length];
      for (int i = 0; i < positions.length; i++) {
        values[i] = read(components.get(i), mappers[i], row, positions[i], ctx);
      }
      return shape.create(values);
    };
  }

  private @Nullable Object read(
      Component component, ColumnMapper<?> mapper, ResultSet row, int at, StatementContext context)
      throws SQLException {
    Object value;
    try {
      value = mapper.map(row, at, context);
    } catch (IllegalArgumentException | JdbiException e) {
      throw unreadable(component, e);
    } catch (SQLException e) {
      // A lost connection is no fault of the value's.
      if (e.getSQLState() != null && e.getSQLState().startsWith("22")) {
        throw unreadable(component, e);
      }
      throw e;
    }
    if (value == null && !component.nullable()) {
      throw new DbException(
          "the column "
              + component.column()
              + " is null, which "
              + where(component)
              + " does not allow for; make it an Optional, or the column not null");
    }
    return value;
  }

  private DbException unreadable(Component component, Exception cause) {
    return new DbException(
        "the column "
            + component.column()
            + " cannot be read as "
            + component.type().getTypeName()
            + ", the type of "
            + where(component)
            + ": "
            + cause.getMessage(),
        "",
        cause);
  }

  private int position(Component component, Map<String, Integer> columns) {
    Integer position = columns.get(component.key());
    if (position == null) {
      throw new DbException(
          "the result has no column for "
              + where(component)
              + "; expected "
              + component.column()
              + ", there are "
              + List.copyOf(columns.keySet()));
    }
    if (position < 0) {
      throw new DbException(
          "the result has more than one column called "
              + component.column()
              + ", wanted for "
              + where(component)
              + "; name the one that is meant with \"as\"");
    }
    return position;
  }

  private String where(Component component) {
    return shape.type().getSimpleName() + "." + component.name();
  }

  /** Positions by name; negative where a name is there more than once. */
  private static Map<String, Integer> columns(ResultSetMetaData data) throws SQLException {
    Map<String, Integer> columns = new HashMap<>();
    for (int i = 1; i <= data.getColumnCount(); i++) {
      int position = i;
      columns.merge(
          RecordShape.key(data.getColumnLabel(i)), position, (first, second) -> -position);
    }
    return columns;
  }

  /** The names of the columns a record is made of, as in SQL. */
  public static String[] columnNames(Class<?> record) {
    List<String> names = new ArrayList<>();
    for (Component component : RecordShape.of(record).components()) {
      names.add(component.column());
    }
    return names.toArray(String[]::new);
  }
}
