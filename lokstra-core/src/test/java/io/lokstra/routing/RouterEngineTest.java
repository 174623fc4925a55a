package io.lokstra.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouterEngineTest {

  private static RouterEngine<String> engine(String... routes) {
    RouterEngine.Builder<String> builder = RouterEngine.radixTree().builder();
    int line = 0;
    for (String route : routes) {
      String[] parts = route.split(" ", 2);
      builder.add(parts[0], PathTemplate.parse(parts[1]), "Routes.java:" + ++line, route);
    }
    return builder.build();
  }

  private static String find(RouterEngine<String> engine, String method, String path) {
    PathCaptures captures = new PathCaptures();
    String found = engine.find(method, path, captures);
    if (found == null) {
      return "nothing";
    }
    StringBuilder text = new StringBuilder(found);
    for (int i = 0; i < captures.size(); i++) {
      text.append(" [").append(captures.value(i)).append(']');
    }
    return text.toString();
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /, GET /",
    "GET, /users, GET /users",
    "GET, /users/, GET /users/{rest...} []",
    "GET, /users/me, GET /users/me",
    "GET, /users/mee, GET /users/{id} [mee]",
    "GET, /users/m, GET /users/{id} [m]",
    "GET, /users/7, GET /users/{id:int} [7]",
    "GET, /users/7/posts, GET /users/{id}/posts [7]",
    "GET, /users/me/posts, GET /users/{id}/posts [me]",
    "GET, /users/me/x/y, GET /users/{rest...} [me/x/y]",
    "GET, /users/report.csv, GET /users/{name}.csv [report]",
    "GET, /users/.csv, GET /users/{id} [.csv]",
    "GET, /users/2147483648, GET /users/{id} [2147483648]",
    "PUT, /users/me, PUT /users/me",
    "PUT, /users/you, * /users/{id} [you]",
    "POST, /users/me, * /users/{id} [me]",
    "HEAD, /users, GET /users",
    "HEAD, /users/me, HEAD /users/me",
    "PURGE, /users/me, * /users/{id} [me]",
    "GET, /files, nothing",
    "GET, /files/, GET /files/{path...} []",
    "GET, /files/a/b/c, GET /files/{path...} [a/b/c]",
    "GET, /café/ü, GET /café/{name} [ü]",
    "GET, /nothing, nothing",
    "GET, '', nothing",
    "GET, x, nothing",
    "GET, //, nothing",
  })
  void findsTheMostSpecificRoute(String method, String path, String expected) {
    RouterEngine<String> engine =
        engine(
            "GET /users/{rest...}",
            "GET /users/{id}",
            "* /users/{id}",
            "GET /users/{id:int}",
            "GET /users/{name}.csv",
            "GET /users/me",
            "HEAD /users/me",
            "PUT /users/me",
            "GET /users",
            "GET /users/{id}/posts",
            "GET /files/{path...}",
            "GET /café/{name}",
            "GET /");
    assertThat(find(engine, method, path)).isEqualTo(expected);
  }

  @Test
  void goesBackWhereOnlyTheMethodDoesNotFit() {
    RouterEngine<String> engine = engine("POST /users/me", "GET /users/{id}");

    assertThat(find(engine, "GET", "/users/me")).isEqualTo("GET /users/{id} [me]");
  }

  @Test
  void goesBackOverSeveralSegmentsAndForgetsWhatItCaptured() {
    RouterEngine<String> engine =
        engine(
            "GET /{a}/{b}/{c}/end",
            "GET /x/{b:int}/{c:int}/stop",
            "GET /x/{b}/{c}/{d:int}",
            "GET /{rest...}");

    assertThat(find(engine, "GET", "/x/1/2/end")).isEqualTo("GET /{a}/{b}/{c}/end [x] [1] [2]");
    assertThat(find(engine, "GET", "/x/1/2/3")).isEqualTo("GET /x/{b}/{c}/{d:int} [1] [2] [3]");
    assertThat(find(engine, "GET", "/x/1/2/stop")).isEqualTo("GET /x/{b:int}/{c:int}/stop [1] [2]");
    assertThat(find(engine, "GET", "/x/1/2/3/4")).isEqualTo("GET /{rest...} [x/1/2/3/4]");
  }

  @Test
  void keepsRoutesOfOneShapeApartByTheirOwnNames() {
    RouterEngine<String> engine = engine("GET /users/{id}", "POST /users/{name}");

    assertThat(find(engine, "GET", "/users/1")).isEqualTo("GET /users/{id} [1]");
    assertThat(find(engine, "POST", "/users/1")).isEqualTo("POST /users/{name} [1]");
  }

  @Test
  void tellsManyChildrenApart() {
    List<String> routes = new ArrayList<>();
    for (char c = 'a'; c <= 'z'; c++) {
      routes.add("GET /" + c + "x");
    }
    routes.add("GET /é");
    routes.add("GET /\u4e00");
    RouterEngine<String> engine = engine(routes.toArray(String[]::new));

    for (String route : routes) {
      assertThat(find(engine, "GET", route.substring(4))).isEqualTo(route);
    }
    assertThat(find(engine, "GET", "/Ax")).isEqualTo("nothing");
    assertThat(find(engine, "GET", "/~x")).isEqualTo("nothing");
    assertThat(find(engine, "GET", "/\u4e01")).isEqualTo("nothing");
  }

  @Test
  void saysWhatAnswersAPathUnderWhichMethod() {
    RouterEngine<String> engine =
        engine("PURGE /a", "POST /a", "GET /{x}", "* /any", "OPTIONS /a", "ABC /{x}");

    assertThat(engine.allowed("/a"))
        .isEqualTo(
            Map.of(
                "GET", "GET /{x}",
                "HEAD", "GET /{x}",
                "POST", "POST /a",
                "OPTIONS", "OPTIONS /a",
                "ABC", "ABC /{x}",
                "PURGE", "PURGE /a"));
    assertThat(engine.allowed("/a").keySet())
        .containsExactly("GET", "HEAD", "POST", "OPTIONS", "ABC", "PURGE");
    assertThat(engine.allowed("/any").keySet())
        .containsExactly(
            "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "ABC", "PURGE");
    assertThat(engine.allowed("/a/b")).isEmpty();
  }

  @Test
  void reportsAllConflictsWithBothRoutesAndTheirPlaces() {
    RouterEngine.Builder<String> builder = RouterEngine.radixTree().builder();
    builder.add("GET", PathTemplate.parse("/users/{id}"), "A.java:1", "1");
    builder.add("GET", PathTemplate.parse("/users/{id:int}"), "A.java:2", "2");
    builder.add("GET", PathTemplate.parse("/users/{name}"), "B.java:3", "3");
    builder.add("*", PathTemplate.parse("/x/{path...}"), "B.java:4", "4");
    builder.add("*", PathTemplate.parse("/x/{rest...}"), "B.java:5", "5");

    assertThatExceptionOfType(RouteConflictException.class)
        .isThrownBy(builder::build)
        .withMessage(
            """
            LOK-RTE-001: 2 pairs of routes match the same requests; \
            remove one of them, or give it another path or method:
              GET /users/{id} (registered at A.java:1)
                and GET /users/{name} (registered at B.java:3)
              any method /x/{path...} (registered at B.java:4)
                and any method /x/{rest...} (registered at B.java:5)\
            """)
        .satisfies(e -> assertThat(e.conflicts()).hasSize(2));
  }

  @Test
  void saysSoWhenThereIsOneConflict() {
    assertThatExceptionOfType(RouteConflictException.class)
        .isThrownBy(() -> engine("GET /a", "GET /a"))
        .withMessageStartingWith("LOK-RTE-001: Two routes match the same requests;");
  }

  @Test
  void listsRoutesInTheOrderOfRegistration() {
    RouterEngine<String> engine = engine("GET /b", "POST /a", "* /c");

    assertThat(engine.routes())
        .extracting(Object::toString)
        .containsExactly("GET /b", "POST /a", "any method /c");
    assertThat(engine).hasToString("RadixRouterEngine[3 routes]");
  }

  @Test
  void findsNothingInAnEmptyEngine() {
    assertThat(find(engine(), "GET", "/")).isEqualTo("nothing");
    assertThat(engine().allowed("/")).isEmpty();
  }
}
