package io.lokstra.data.internal;

import io.lokstra.data.internal.RecordShape.Component;
import java.util.Collection;
import java.util.Optional;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.argument.NamedArgumentFinder;
import org.jdbi.v3.core.statement.StatementContext;

/** The components of a record as named parameters; those the statement does not name are unused. */
public final class RecordParameters implements NamedArgumentFinder {
  private final Record record;
  private final RecordShape shape;

  public RecordParameters(Record record) {
    this.record = record;
    this.shape = RecordShape.of(record.getClass());
  }

  @Override
  public Optional<Argument> find(String name, StatementContext context) {
    Optional<Component> component = shape.component(name);
    return component.isEmpty()
        ? Optional.empty()
        : context.findArgumentFor(
            component.get().type(), RecordShape.value(component.get(), record));
  }

  @Override
  public Collection<String> getNames() {
    return shape.components().stream().map(Component::name).toList();
  }
}
