package io.lokstra.internal.bind;

import static io.lokstra.internal.bind.FakeSource.json;
import static io.lokstra.internal.bind.FakeSource.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.lokstra.bind.Body;
import io.lokstra.bind.Converters;
import io.lokstra.bind.CookieParam;
import io.lokstra.bind.FormParam;
import io.lokstra.bind.HeaderParam;
import io.lokstra.bind.PathParam;
import io.lokstra.bind.QueryParam;
import io.lokstra.bind.RequestSource;
import io.lokstra.config.Default;
import io.lokstra.http.FieldError;
import io.lokstra.http.HttpException;
import io.lokstra.internal.json.JsonCodec;
import io.lokstra.json.JsonNull;
import io.lokstra.json.JsonOptions;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.lang.reflect.Type;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class InputBinderTest {
  private final JsonCodec json = new JsonCodec(JsonOptions.defaults(), Converters.standard());

  private <T> T bind(Class<T> type, String method, RequestSource source) {
    RouteInput route = new RouteInput(method, "/things/{id}", Set.of("id"));
    return InputCompiler.compile(type, route, json).bind(source);
  }

  private HttpException refusal(Class<?> type, String method, RequestSource source) {
    return catchThrowableOfType(HttpException.class, () -> bind(type, method, source));
  }

  private static List<String> fields(HttpException refused) {
    List<String> fields = new ArrayList<>();
    for (FieldError field : refused.fields()) {
      fields.add(field.field() + ":" + field.code());
    }
    return fields;
  }

  private List<String> problems(Class<?> type, String method, String... parameters) {
    RouteInput route = new RouteInput(method, "/things", Set.of(parameters));
    return catchThrowableOfType(
            BindingException.class, () -> InputCompiler.compile(type, route, json))
        .problems();
  }

  record NewTodo(@NotBlank @Size(max = 200) String title, Optional<LocalDate> due) {}

  @Test
  void readsABodyIntoARecord() {
    assertThat(bind(NewTodo.class, "POST", json("{\"title\":\"Tea\",\"due\":\"2026-01-31\"}")))
        .isEqualTo(new NewTodo("Tea", Optional.of(LocalDate.of(2026, 1, 31))));
    assertThat(bind(NewTodo.class, "POST", json(" {\"due\":null, \"title\":\"Tea\"} ")))
        .isEqualTo(new NewTodo("Tea", Optional.empty()));
  }

  @Test
  void anEmptyTitleIs422() {
    HttpException refused = refusal(NewTodo.class, "POST", json("{\"title\":\"\"}"));
    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.fields())
        .containsExactly(new FieldError("title", "not_blank", "Must not be blank."));
  }

  @Test
  void aMissingTitleIs422AndAWrongTypeIs400() {
    HttpException missing = refusal(NewTodo.class, "POST", json("{}"));
    assertThat(missing.status()).isEqualTo(422);
    assertThat(missing.fields())
        .containsExactly(new FieldError("title", "required", "Is required."));
    HttpException wrong = refusal(NewTodo.class, "POST", json("{\"title\":5,\"due\":\"soon\"}"));
    assertThat(wrong.status()).isEqualTo(400);
    assertThat(wrong.fields())
        .containsExactly(
            new FieldError("title", "type", "Must be text, but is a number."),
            new FieldError("due", "type", "Must be a date such as 2026-01-31."));
  }

  record Update(
      @PathParam long id,
      @QueryParam Optional<Boolean> dryRun,
      @HeaderParam("If-Match") Optional<String> version,
      @HeaderParam String requestId,
      @CookieParam Optional<String> session,
      @NotBlank String title) {}

  @Test
  void eachComponentHasItsSource() {
    Update update =
        bind(
            Update.class,
            "PUT",
            json("{\"title\":\"Tea\"}")
                .path("id", "5")
                .query("dry_run", "true")
                .header("if-match", "\"7\"")
                .header("Request-Id", "r1")
                .header("Cookie", "session=abc; session=def"));
    assertThat(update)
        .isEqualTo(
            new Update(
                5, Optional.of(true), Optional.of("\"7\""), "r1", Optional.of("abc"), "Tea"));
  }

  @Test
  void rejectsBodyThatOverridesPathField() {
    HttpException refused =
        refusal(
            Update.class,
            "PUT",
            json("{\"title\":\"Tea\",\"id\":9,\"request_id\":\"x\",\"session\":\"s\"}")
                .path("id", "5")
                .header("Request-Id", "r1"));
    assertThat(refused.status()).isEqualTo(422);
    assertThat(fields(refused))
        .containsExactly("id:unknown", "request_id:unknown", "session:unknown");
    assertThat(refused.fields().get(0).message()).isEqualTo("Is not known here; known are title.");
  }

  @Test
  void ignoredUnknownPropertiesStillSetNothing() {
    JsonCodec lenient =
        new JsonCodec(
            JsonOptions.defaults().withUnknownProperties(JsonOptions.UnknownProperties.IGNORE),
            Converters.standard());
    Update update =
        InputCompiler.compile(Update.class, new RouteInput("PUT", "/{id}", Set.of("id")), lenient)
            .bind(
                json("{\"id\":9,\"title\":\"Tea\",\"x\":{\"a\":[1,{}]},\"dry_run\":true}")
                    .path("id", "5")
                    .header("request-id", "r"));
    assertThat(update.id()).isEqualTo(5);
    assertThat(update.dryRun()).isEmpty();
  }

  @Test
  void allFailingFieldsAreReportedAtOnce() {
    HttpException refused =
        refusal(
            Update.class,
            "PUT",
            json("{\"title\":\" \",\"x\":1}").path("id", "five").query("dry_run", "maybe"));
    assertThat(refused.status()).isEqualTo(400);
    assertThat(fields(refused))
        .containsExactlyInAnyOrder(
            "title:not_blank", "x:unknown", "id:type", "dry_run:type", "request-id:required");
  }

  @Test
  void malformedJsonIs400WithLineAndColumnAndTheOtherFields() {
    HttpException refused =
        refusal(
            Update.class,
            "PUT",
            json("{\n  \"title\": tea}").path("id", "x").header("request-id", "r"));
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.code()).isEqualTo("malformed_json");
    assertThat(refused.failure().message()).startsWith("The body is not JSON at line 2, column 1");
    assertThat(fields(refused)).containsExactly("id:type");
  }

  @Test
  void onlyJsonInUtf8IsTaken() {
    for (String good :
        List.of(
            "application/json",
            "Application/JSON; charset=UTF-8",
            "application/json;charset=\"utf-8\"; x=y",
            "application/merge-patch+json")) {
      assertThat(
              bind(
                      NewTodo.class,
                      "POST",
                      request().header("content-type", good).body("{\"title\":\"a\"}"))
                  .title())
          .as(good)
          .isEqualTo("a");
    }
    for (String bad :
        List.of(
            "text/plain",
            "application/x-www-form-urlencoded",
            "text/json",
            "application/json; charset=iso-8859-1",
            "application/a/b+json",
            "application/jsonp",
            "json",
            "")) {
      assertThat(
              refusal(NewTodo.class, "POST", request().header("content-type", bad).body("{}"))
                  .status())
          .as(bad)
          .isEqualTo(415);
    }
    assertThat(refusal(NewTodo.class, "POST", request().body("{}")).status()).isEqualTo(415);
  }

  @Test
  void anEmptyBodyIsNoDocument() {
    HttpException refused = refusal(NewTodo.class, "POST", request());
    assertThat(refused.status()).isEqualTo(400);
    assertThat(fields(refused)).containsExactly(":required");
    assertThat(bind(Lenient.class, "POST", request())).isEqualTo(new Lenient(Optional.empty(), 7));
    assertThat(fields(refusal(NewTodo.class, "POST", json("[]")))).containsExactly(":type");
  }

  record Lenient(Optional<String> note, @Default("7") int count) {}

  enum State {
    OPEN,
    DONE
  }

  @QueryParam
  record Search(
      List<String> tag,
      @Default("") Set<State> states,
      @Default("1,2") int[] ids,
      @Default("") Map<String, String> filter,
      Optional<Range> range,
      @Nullable UUID owner,
      @Default("1") @Max(9) int page) {}

  record Range(int from, @Default("10") int to) {}

  @Test
  void readsListsMapsAndRecordsFromTheQuery() {
    // arrays have no default but the empty one, so this record must be refused
    assertThat(problems(Search.class, "GET")).singleElement().asString().contains("'ids'");
  }

  @QueryParam
  record Query(
      List<@NotBlank String> tag,
      @Default("") Set<State> states,
      Optional<int[]> ids,
      @Default("") Map<String, Integer> filter,
      Optional<Range> range,
      @Nullable UUID owner,
      @Default("1") @Max(9) int pageSize) {}

  @Test
  void queriesHaveListsMapsAndNestedRecords() {
    Query query =
        bind(
            Query.class,
            "GET",
            request()
                .query("tag", "a,b")
                .query("tag", "c")
                .query("states", "open, done")
                .query("ids", "1,2")
                .query("filter[x]", "1")
                .query("filter[y]", "2")
                .query("filter[", "9")
                .query("filter[]", "9")
                .query("filter[a][b]", "9")
                .query("range[from]", "3")
                .query("unknown", "u"));
    assertThat(query.tag()).containsExactly("a", "b", "c");
    assertThat(query.states()).containsExactly(State.OPEN, State.DONE);
    assertThat(query.ids().orElseThrow()).containsExactly(1, 2);
    assertThat(query.filter()).isEqualTo(Map.of("x", 1, "y", 2));
    assertThat(query.range()).contains(new Range(3, 10));
    assertThat(query.owner()).isNull();
    assertThat(query.pageSize()).isEqualTo(1);
  }

  @Test
  void errorsInAQueryHaveDottedPaths() {
    HttpException refused =
        refusal(
            Query.class,
            "GET",
            request()
                .query("tag", "a,,b")
                .query("states", "open,OPEN")
                .query("filter[x]", "one")
                .query("range[to]", "1")
                .query("owner", "me")
                .query("page_size", "1")
                .query("page_size", "2"));
    assertThat(fields(refused))
        .containsExactly(
            "tag[1]:not_blank",
            "states[1]:type",
            "filter.x:type",
            "range.from:required",
            "owner:type",
            "page_size:repeated");
    assertThat(refused.fields().get(1).message()).isEqualTo("Must be one of open, done.");
    assertThat(fields(refusal(Query.class, "GET", request().query("page_size", "10"))))
        .containsExactly("tag:required", "page_size:max");
  }

  @FormParam
  record Login(
      String user, @Default("false") boolean keep, Optional<LocalDate> born, List<String> role) {}

  @Test
  void formsLeaveFieldsEmptyAndDoNotSplitText() {
    Login login =
        bind(
            Login.class,
            "POST",
            request()
                .form("user", "")
                .form("keep", "true")
                .form("born", "")
                .form("role", "a,b")
                .form("role", "c"));
    assertThat(login).isEqualTo(new Login("", true, Optional.empty(), List.of("a,b", "c")));
  }

  record Item(@NotBlank String title, @Default("1") int count) {}

  record Order(List<Item> items, Map<String, @Size(max = 2) String> labels, Optional<Item> extra) {}

  @Test
  void errorsInABodyHaveIndexedPaths() {
    HttpException refused =
        refusal(
            Order.class,
            "POST",
            json(
                "{\"items\":[{\"title\":\"a\"},{\"title\":\"\",\"count\":1.5},null,5],"
                    + "\"labels\":{\"x\":\"abc\",\"y\":null},\"extra\":{\"titel\":\"x\"}}"));
    assertThat(refused.status()).isEqualTo(400);
    assertThat(fields(refused))
        .containsExactly(
            "items[1].title:not_blank",
            "items[1].count:type",
            "items[2]:required",
            "items[3]:type",
            "labels.x:size",
            "labels.y:required",
            "extra.titel:unknown",
            "extra.title:required");
  }

  record Whole(@PathParam long id, @Body NewTodo todo) {}

  record Raw(@PathParam long id, @Body byte[] content) {}

  record Named(@Body("due-date") LocalDate due, int count) {}

  @Test
  void theWholeBodyCanBeOneComponent() {
    assertThat(bind(Whole.class, "PUT", json("{\"title\":\"Tea\"}").path("id", "1")))
        .isEqualTo(new Whole(1, new NewTodo("Tea", Optional.empty())));
    assertThat(fields(refusal(Whole.class, "PUT", json("{\"title\":\"\"}").path("id", "1"))))
        .containsExactly("title:not_blank");
    assertThat(bind(Raw.class, "DELETE", request().body("x").path("id", "1")).content())
        .isEqualTo(new byte[] {'x'});
    assertThat(bind(Named.class, "POST", json("{\"due-date\":\"2026-01-01\",\"count\":1}")))
        .isEqualTo(new Named(LocalDate.of(2026, 1, 1), 1));
  }

  record Listing(Paging paging, @QueryParam Optional<String> q) {}

  @QueryParam
  record Paging(@Default("1") int page) {}

  @Test
  void aComponentWhoseTypeDeclaresSourcesIsBoundByThem() {
    assertThat(bind(Listing.class, "GET", request().query("page", "3").query("q", "x")))
        .isEqualTo(new Listing(new Paging(3), Optional.of("x")));
  }

  @Test
  void anythingButARecordIsTheWholeBody() throws Exception {
    Type list = Holder.class.getDeclaredField("list").getGenericType();
    List<Item> items =
        InputCompiler.<List<Item>>compile(list, new RouteInput("POST", "/", Set.of()), json)
            .bind(json("[{\"title\":\"a\"}]"));
    assertThat(items).containsExactly(new Item("a", 1));
    assertThat(bind(Object.class, "POST", json("null"))).isEqualTo(JsonNull.NULL);
    assertThat(bind(byte[].class, "POST", request().body("x"))).isEqualTo(new byte[] {'x'});
    assertThat(bind(String.class, "POST", json("\"x\""))).isEqualTo("x");
  }

  static final class Holder {
    List<Item> list = List.of();
  }

  record Span(int from, int to, Optional<String> why) {
    Span {
      if (from < 0) {
        throw new IllegalArgumentException("must not begin before 0");
      }
      if (to == 13) {
        throw new NumberFormatException("secret");
      }
    }

    @AssertTrue(message = "Must end after it begins.")
    boolean isOrdered() {
      return to >= from;
    }
  }

  @Test
  void aRecordMayRefuseItsValues() {
    assertThat(refusal(Span.class, "POST", json("{\"from\":-1,\"to\":1}")).fields())
        .containsExactly(new FieldError("", "invalid", "must not begin before 0"));
    assertThat(refusal(Span.class, "POST", json("{\"from\":1,\"to\":13}")).fields())
        .containsExactly(new FieldError("", "invalid", "Is not valid."));
    assertThat(refusal(Span.class, "POST", json("{\"from\":2,\"to\":1}")).fields())
        .containsExactly(new FieldError("ordered", "assert_true", "Must end after it begins."));
  }

  record NoSource(String title, @PathParam long key, @QueryParam Map<String, NewTodo> todos) {}

  record TwoSources(@QueryParam @PathParam String id) {}

  record Clashing(String userName, @Body("user_name") String other) {}

  record Unreadable(
      Thread thread, @Default("x") int count, @Default("1") Optional<Integer> twice) {}

  record BodyAndForm(@FormParam String a, String b) {}

  record TwoBodies(@Body String a, @Body String b) {}

  record Inner(@PathParam long id) {}

  record Outer(List<Inner> inners) {}

  record HeaderRecord(@HeaderParam Range range, @QueryParam Thread thread) {}

  record NullableInt(@Nullable Integer fine, @QueryParam List<Range> ranges) {}

  @Test
  void whatCannotWorkIsAnErrorAtStart() {
    assertThat(problems(NoSource.class, "GET", "id"))
        .hasSize(3)
        .anySatisfy(
            p -> assertThat(p).contains("'title' of NoSource", "GET has none", "@QueryParam"))
        .anySatisfy(p -> assertThat(p).contains("no parameter {key}", "[id]"))
        .anySatisfy(p -> assertThat(p).contains("'todos'", "NewTodo"));
    assertThat(problems(TwoSources.class, "GET", "id"))
        .singleElement()
        .asString()
        .contains("two sources");
    assertThat(problems(Clashing.class, "POST"))
        .singleElement()
        .asString()
        .contains("one property");
    assertThat(problems(Unreadable.class, "POST"))
        .hasSize(3)
        .anySatisfy(p -> assertThat(p).contains("'thread'", "Converters.with(Thread.class"))
        .anySatisfy(p -> assertThat(p).contains("'count'", "must be a whole number"))
        .anySatisfy(p -> assertThat(p).contains("'twice'", "@Default on an Optional"));
    assertThat(problems(BodyAndForm.class, "POST")).singleElement().asString().contains("two ways");
    assertThat(problems(TwoBodies.class, "POST"))
        .singleElement()
        .asString()
        .contains("second @Body");
    assertThat(problems(Outer.class, "POST")).singleElement().asString().contains("names a source");
    assertThat(problems(String.class, "GET")).singleElement().asString().contains("GET has none");
    assertThat(problems(HeaderRecord.class, "GET")).hasSize(2);
    assertThat(problems(NullableInt.class, "POST"))
        .singleElement()
        .asString()
        .contains("no converter");
    assertThat(problems(NewTodo.class, "DELETE")).hasSize(2);
  }

  @Test
  void hostileNamesAreCutAndEscaped() {
    HttpException refused =
        refusal(
            NewTodo.class, "POST", json("{\"title\":\"a\",\"\\u0000<" + "x".repeat(500) + "\":1}"));
    assertThat(refused.fields().get(0).field()).startsWith("?<xxx").hasSizeLessThan(70);
    assertThat(refused.fields().get(0).message()).hasSizeLessThan(100);
  }

  @Test
  void errorsAreBounded() {
    String[] elements = new String[5_000];
    Arrays.fill(elements, "{\"title\":5}");
    HttpException refused =
        refusal(
            Order.class,
            "POST",
            json("{\"items\":[" + String.join(",", elements) + "],\"labels\":{}}"));
    assertThat(refused.fields()).hasSize(100);
  }
}
