package todo;

import static io.lokstra.http.RouteOption.name;
import static io.lokstra.http.RouteOption.returns;

import io.lokstra.data.UniqueViolationException;
import io.lokstra.http.Failure;
import io.lokstra.http.FieldError;
import io.lokstra.http.HttpException;
import io.lokstra.http.RequestContext;
import io.lokstra.http.Response;
import io.lokstra.http.Router;
import java.util.List;

/**
 * The API: {@code /todos} and {@code /todos/{id}}.
 *
 * <p>Every todo carries an {@code ETag}. A client that sends it back as {@code If-Match} with a
 * change or a deletion gets 412 when somebody else was faster; without it the last one wins.
 */
final class TodoApi {
  private TodoApi() {}

  static Router routes(TodoStore store) {
    return Router.named("todos")
        .onError(UniqueViolationException.class, (ctx, e) -> duplicate())
        .group(
            "/todos",
            todos -> {
              todos.get("", TodoQuery.class, (ctx, query) -> store.list(query));

              todos.post(
                  "",
                  TodoInput.class,
                  (ctx, input) -> {
                    Todo todo = store.add(input);
                    return tagged(todo, ctx.created(todo, "todo", todo.id()));
                  },
                  returns(Todo.class));

              todos.get(
                  "/{id}",
                  ctx ->
                      store
                          .find(id(ctx))
                          .map(todo -> ctx.unlessMatch(todo.tag(), () -> ctx.ok(todo))),
                  name("todo"),
                  returns(Todo.class));

              todos.put(
                  "/{id}",
                  TodoInput.class,
                  (ctx, input) ->
                      store
                          .change(id(ctx), input, current -> ctx.requireMatch(current.tag()))
                          .map(todo -> tagged(todo, ctx.ok(todo))),
                  returns(Todo.class));

              todos.delete(
                  "/{id}",
                  ctx -> {
                    if (!store.delete(id(ctx), current -> ctx.requireMatch(current.tag()))) {
                      throw HttpException.notFound("There is no such todo.");
                    }
                    return ctx.noContent();
                  });
            });
  }

  private static long id(RequestContext ctx) {
    return ctx.path("id", long.class);
  }

  private static Response tagged(Todo todo, Response response) {
    return response.withHeader("etag", todo.tag().toString());
  }

  private static Response duplicate() {
    FieldError title = new FieldError("title", "duplicate", "Is that of another todo.");
    return Response.error(
        new Failure(409, "duplicate", "There is a todo with this title already.", List.of(title)));
  }
}
