package io.lokstra.testkit.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.lokstra.routing.PathTemplate;
import io.lokstra.routing.RouteConflictException;
import io.lokstra.routing.RouterEngine;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * What every router engine must do. The test class of an engine implements this interface and gives
 * its factory; the tests come with it:
 *
 * <pre>{@code
 * class MyRouterTest implements RouterEngineContract {
 *   public RouterEngine.Factory routerEngines() {
 *     return MyRouter::builder;
 *   }
 * }
 * }</pre>
 *
 * <p>Needs JUnit and AssertJ. Besides the rules one by one, an engine is held against the default
 * one on random routes and paths; {@code -Dlokstra.test.seed} repeats a run.
 */
public interface RouterEngineContract {

  /** Makes the engines under test. */
  RouterEngine.Factory routerEngines();

  /** Literal before typed parameter before parameter before wildcard, segment by segment. */
  @Test
  default void prefersTheMoreSpecificRouteWhateverTheOrderOfRegistration() {
    List<String> routes =
        new ArrayList<>(
            List.of(
                "GET /users/me",
                "GET /users/{id:int}",
                "GET /users/{name}.csv",
                "GET /users/{id}",
                "GET /users/{rest...}",
                "GET /{a}/me/x"));
    for (int i = 0; i < routes.size(); i++) {
      Collections.rotate(routes, 1);
      RouterEngine<String> engine = RandomRoutes.engine(routerEngines(), routes);

      assertThat(RandomRoutes.find(engine, "GET", "/users/me")).isEqualTo("GET /users/me []");
      assertThat(RandomRoutes.find(engine, "GET", "/users/7")).isEqualTo("GET /users/{id:int} [7]");
      assertThat(RandomRoutes.find(engine, "GET", "/users/all.csv"))
          .isEqualTo("GET /users/{name}.csv [all]");
      assertThat(RandomRoutes.find(engine, "GET", "/users/you")).isEqualTo("GET /users/{id} [you]");
      assertThat(RandomRoutes.find(engine, "GET", "/users/me/x"))
          .isEqualTo("GET /users/{rest...} [me/x]");
      assertThat(RandomRoutes.find(engine, "GET", "/posts/me/x"))
          .isEqualTo("GET /{a}/me/x [posts]");
    }
  }

  /** A specific beginning that leads nowhere is left again, and nothing it captured stays. */
  @Test
  default void goesBackWhereASpecificBeginningLeadsNowhere() {
    RouterEngine<String> engine =
        RandomRoutes.engine(
            routerEngines(), List.of("GET /a/{x}/b/{y:int}", "GET /{p}/{q}/b/c", "GET /{r...}"));

    assertThat(RandomRoutes.find(engine, "GET", "/a/1/b/2"))
        .isEqualTo("GET /a/{x}/b/{y:int} [1, 2]");
    assertThat(RandomRoutes.find(engine, "GET", "/a/1/b/c")).isEqualTo("GET /{p}/{q}/b/c [a, 1]");
    assertThat(RandomRoutes.find(engine, "GET", "/a/1/b/d")).isEqualTo("GET /{r...} [a/1/b/d]");
  }

  /** {@code POST /users/me} does not hide {@code GET /users/{id}} from {@code GET /users/me}. */
  @Test
  default void goesBackWhereOnlyTheMethodDoesNotFit() {
    RouterEngine<String> engine =
        RandomRoutes.engine(routerEngines(), List.of("POST /users/me", "GET /users/{id}"));

    assertThat(RandomRoutes.find(engine, "GET", "/users/me")).isEqualTo("GET /users/{id} [me]");
    assertThat(RandomRoutes.find(engine, "PUT", "/users/me")).isEqualTo("nothing");
  }

  /** The route for the method, for HEAD that for GET, then that for any method. */
  @Test
  default void takesGetForHeadAndAnyForEveryMethod() {
    RouterEngine<String> engine =
        RandomRoutes.engine(
            routerEngines(), List.of("* /a", "GET /a", "HEAD /b", "GET /b", "GET /c", "* /{d}"));

    assertThat(RandomRoutes.find(engine, "HEAD", "/a")).isEqualTo("GET /a []");
    assertThat(RandomRoutes.find(engine, "BREW", "/a")).isEqualTo("* /a []");
    assertThat(RandomRoutes.find(engine, "HEAD", "/b")).isEqualTo("HEAD /b []");
    assertThat(RandomRoutes.find(engine, "HEAD", "/c")).isEqualTo("GET /c []");
    assertThat(RandomRoutes.find(engine, "POST", "/c")).isEqualTo("* /{d} [c]");
  }

  /** A slash at the end is significant; a wildcard may be empty, a parameter may not. */
  @Test
  default void tellsASlashAtTheEndFromNone() {
    RouterEngine<String> engine =
        RandomRoutes.engine(
            routerEngines(), List.of("GET /users/", "GET /files/{path...}", "GET /items/{id}"));

    assertThat(RandomRoutes.find(engine, "GET", "/users")).isEqualTo("nothing");
    assertThat(RandomRoutes.find(engine, "GET", "/users/")).isEqualTo("GET /users/ []");
    assertThat(RandomRoutes.find(engine, "GET", "/files")).isEqualTo("nothing");
    assertThat(RandomRoutes.find(engine, "GET", "/files/")).isEqualTo("GET /files/{path...} []");
    assertThat(RandomRoutes.find(engine, "GET", "/items/")).isEqualTo("nothing");
  }

  /** What 405 and OPTIONS are answered with. */
  @Test
  default void saysWhichMethodsAPathHas() {
    RouterEngine<String> engine =
        RandomRoutes.engine(routerEngines(), List.of("BREW /a", "POST /a", "GET /{x}", "* /any"));

    assertThat(engine.allowed("/a").keySet()).containsExactly("GET", "HEAD", "POST", "BREW");
    assertThat(engine.allowed("/a")).containsEntry("HEAD", "GET /{x}");
    assertThat(engine.allowed("/any").keySet())
        .containsExactly("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "BREW");
    assertThat(engine.allowed("/a/b")).isEmpty();
  }

  /** Same method, same shape; names do not matter. */
  @Test
  default void reportsAllConflictsTogether() {
    RouterEngine.Builder<String> builder = routerEngines().builder();
    builder
        .add("GET", PathTemplate.parse("/users/{id}"), "One.java:1", "1")
        .add("POST", PathTemplate.parse("/users/{id}"), "One.java:2", "2")
        .add("GET", PathTemplate.parse("/users/{name}"), "Two.java:3", "3")
        .add("POST", PathTemplate.parse("/users/{x}"), "Two.java:4", "4");

    assertThatExceptionOfType(RouteConflictException.class)
        .isThrownBy(builder::build)
        .withMessageContaining("GET /users/{id} (registered at One.java:1)")
        .withMessageContaining("GET /users/{name} (registered at Two.java:3)")
        .satisfies(e -> assertThat(e.conflicts()).hasSize(2));
  }

  /** The order of registration is kept for those who print routes. */
  @Test
  default void listsRoutesAsRegistered() {
    List<String> routes = List.of("GET /b", "POST /a", "* /{c}");

    assertThat(RandomRoutes.engine(routerEngines(), routes).routes())
        .extracting(RouterEngine.Route::value)
        .containsExactlyElementsOf(routes);
  }

  /** Whatever it is asked, it finds nothing and does not fail. */
  @Test
  default void survivesPathsThatAreNone() {
    RouterEngine<String> engine =
        RandomRoutes.engine(routerEngines(), List.of("GET /", "GET /{a}/{b}", "GET /x/{c:int}"));

    for (String path : List.of("", "x", "//", "///", "/x//", "/\0", "/\uD83D")) {
      assertThat(RandomRoutes.find(engine, "GET", path)).isEqualTo("nothing");
    }
  }

  /** The default engine is the reference; core holds that one against a naive matcher. */
  @Test
  default void agreesWithTheDefaultEngineOnRandomRoutes() {
    long seed = Long.getLong("lokstra.test.seed", System.nanoTime());
    Random random = new Random(seed);
    for (int round = 0; round < 100; round++) {
      List<String> routes = RandomRoutes.routes(random);
      RouterEngine<String> reference = RandomRoutes.engine(RouterEngine.radixTree(), routes);
      Collections.shuffle(routes, random);
      RouterEngine<String> engine = RandomRoutes.engine(routerEngines(), routes);
      for (int i = 0; i < 50; i++) {
        String method = RandomRoutes.method(random);
        String path = RandomRoutes.path(random);
        assertThat(RandomRoutes.find(engine, method, path))
            .as("%s %s among %s; -Dlokstra.test.seed=%d", method, path, routes, seed)
            .isEqualTo(RandomRoutes.find(reference, method, path));
      }
    }
  }
}
