package io.lokstra.internal.bind;

import static io.lokstra.internal.bind.FakeSource.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.lokstra.bind.Allowed;
import io.lokstra.bind.Converters;
import io.lokstra.bind.QueryParam;
import io.lokstra.config.Default;
import io.lokstra.http.FieldError;
import io.lokstra.http.Fields;
import io.lokstra.http.HttpException;
import io.lokstra.http.Page;
import io.lokstra.http.PageQuery;
import io.lokstra.http.Sort;
import io.lokstra.internal.json.JsonCodec;
import io.lokstra.json.JsonOptions;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ListingTest {
  private static final RouteInput ROUTE = new RouteInput("GET", "/todos", Set.of());
  private final JsonCodec json = new JsonCodec(JsonOptions.defaults(), Converters.standard());

  record Filter(Optional<Boolean> done, Optional<String> owner) {}

  @QueryParam
  record TodoList(
      PageQuery page,
      @Allowed({"created", "title"}) @Default("-created") Sort sort,
      Filter filter,
      Optional<String> q,
      @Allowed({"id", "title", "page_count"}) @Default("") Fields fields) {}

  private TodoList bind(FakeSource request) {
    return InputCompiler.compile(TodoList.class, ROUTE, json).bind(request);
  }

  @Test
  void hasDefaults() {
    assertThat(bind(request()))
        .isEqualTo(
            new TodoList(
                PageQuery.first(),
                Sort.parse("-created"),
                new Filter(Optional.empty(), Optional.empty()),
                Optional.empty(),
                Fields.all()));
  }

  @Test
  void readsEverythingFromTheQuery() {
    TodoList list =
        bind(
            request()
                .query("page", "3")
                .query("page_size", "50")
                .query("sort", "title,-created")
                .query("filter[done]", "true")
                .query("q", "tea, green")
                .query("fields", "id,title"));
    assertThat(list.page()).isEqualTo(new PageQuery(3, 50));
    assertThat(list.sort().names()).containsExactly("title", "created");
    assertThat(list.filter().done()).contains(true);
    assertThat(list.q()).contains("tea, green");
    assertThat(list.fields().names()).containsExactlyInAnyOrder("id", "title");
  }

  @Test
  void unknownNamesAreFieldErrorsThatNameWhatIsAllowed() {
    HttpException refused =
        catchThrowableOfType(
            HttpException.class,
            () ->
                bind(
                    request()
                        .query("page", "0")
                        .query("page_size", "101")
                        .query("sort", "secret")
                        .query("filter[dnoe]", "true")
                        .query("fields", "id,password")));
    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.fields())
        .containsExactly(
            new FieldError("page", "min", "Must be at least 1."),
            new FieldError("page_size", "max", "Must be at most 100."),
            new FieldError("sort", "allowed", "Must be among created, title."),
            new FieldError("filter.dnoe", "unknown", "Is not known here; known are done, owner."),
            new FieldError("fields", "allowed", "Must be among id, title, page_count."));
  }

  @Test
  void anUnreadableOrderIs400() {
    HttpException refused =
        catchThrowableOfType(
            HttpException.class, () -> bind(request().query("sort", "title;drop table")));
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.fields().get(0).message()).contains("names between commas");
  }

  @QueryParam
  record Open(Sort sort, @Allowed("a") @Default("b") Sort other, @Allowed("a") int count) {}

  @QueryParam
  record ByMap(@Allowed({"a", "b"}) Map<String, String> filter, @Allowed("x") List<String> tag) {}

  @Test
  void anOrderWithoutAllowListIsAnErrorAtStart() {
    BindingException refused =
        catchThrowableOfType(
            BindingException.class, () -> InputCompiler.compile(Open.class, ROUTE, json));
    assertThat(refused.problems())
        .hasSize(3)
        .anySatisfy(p -> assertThat(p).contains("'sort'", "needs @Allowed"))
        .anySatisfy(p -> assertThat(p).contains("'other'", "not valid itself"))
        .anySatisfy(p -> assertThat(p).contains("'count'", "needs a Sort"));
  }

  @Test
  void mapsAndListsHaveAllowListsToo() {
    InputBinder<ByMap> binder = InputCompiler.compile(ByMap.class, ROUTE, json);
    assertThat(binder.bind(request().query("filter[a]", "1").query("tag", "x")).filter())
        .isEqualTo(Map.of("a", "1"));
    HttpException refused =
        catchThrowableOfType(
            HttpException.class,
            () -> binder.bind(request().query("filter[c]", "1").query("tag", "x,y")));
    assertThat(refused.fields()).extracting(FieldError::code).containsExactly("allowed", "allowed");
  }

  record Book(long id, String title, int pageCount) {}

  @Test
  void selectedFieldsAreWrittenAlone() {
    List<Book> books = List.of(new Book(1, "Tea", 90));
    assertThat(text(Fields.parse("id,page_count").of(books)))
        .isEqualTo("[{\"id\":1,\"page_count\":90}]");
    assertThat(text(Fields.all().of(books.get(0))))
        .isEqualTo("{\"id\":1,\"title\":\"Tea\",\"page_count\":90}");
  }

  @Test
  void metaHasTheNamesOfTheContract() {
    assertThat(text(Page.of(List.of(1), 41, new PageQuery(2, 20)).meta()))
        .isEqualTo(
            "{\"page\":2,\"page_size\":20,\"total\":41,\"total_pages\":3,\"has_next\":true,"
                + "\"has_prev\":true}");
  }

  private String text(Object value) {
    return new String(json.encode(value), StandardCharsets.UTF_8);
  }
}
