package io.lokstra.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The radix tree against {@link ReferenceRouter} on random routes and paths. */
class RouterEnginePropertyTest {
  private static final List<String> PIECES =
      List.of(
          "a",
          "ab",
          "abc",
          "b",
          "users",
          "user",
          "1",
          "17",
          "é",
          "{p}",
          "{p}",
          "{p:int}",
          "{p:long}",
          "{p:[a-z]+}",
          "{p:[a-c0-9]*}",
          "{p}.json",
          "v{p}",
          "v{p:int}",
          "a{p}c",
          "{p:[a-z]+}.json");
  private static final List<String> TEXTS =
      List.of(
          "a",
          "ab",
          "abc",
          "abcd",
          "b",
          "c",
          "users",
          "user",
          "use",
          "1",
          "17",
          "9999999999",
          "é",
          "x.json",
          "7.json",
          ".json",
          "v",
          "v1",
          "vx",
          "ac",
          "");
  private static final List<String> METHODS =
      List.of("GET", "GET", "GET", "POST", "HEAD", "PURGE", RouterEngine.ANY);
  private static final List<String> ASKED = List.of("GET", "POST", "HEAD", "PURGE", "OTHER");

  @Test
  void findsWhatTheReferenceFindsInEveryOrderOfRegistration() {
    compareAll(Long.getLong("lokstra.test.seed", System.nanoTime()));
  }

  /** A branch of which only the first place was taken led characters past its end. */
  @Test
  void findsWhatTheReferenceFindsWhereItOnceDidNot() {
    compareAll(3615903767099L);
  }

  private static void compareAll(long seed) {
    int rounds = Integer.getInteger("lokstra.test.rounds", 300);
    Random random = new Random(seed);
    for (int round = 0; round < rounds; round++) {
      List<RouterEngine.Route<String>> routes = routes(random);
      ReferenceRouter reference = new ReferenceRouter(routes);
      for (int order = 0; order < 4; order++) {
        RouterEngine.Builder<String> builder = RouterEngine.radixTree().builder();
        routes.forEach(
            route -> builder.add(route.method(), route.template(), route.origin(), route.value()));
        RouterEngine<String> engine = builder.build();
        for (int i = 0; i < 40; i++) {
          compare(seed, engine, reference, routes, ASKED.get(random.nextInt(5)), path(random));
        }
        Collections.shuffle(routes, random);
      }
    }
  }

  private static void compare(
      long seed,
      RouterEngine<String> engine,
      ReferenceRouter reference,
      List<RouterEngine.Route<String>> routes,
      String method,
      String path) {
    PathCaptures captures = new PathCaptures();
    Optional<ReferenceRouter.Found> found =
        Optional.ofNullable(engine.find(method, path, captures))
            .map(value -> new ReferenceRouter.Found(value, values(captures)));
    assertThat(found)
        .as("%s %s among %s; -Dlokstra.test.seed=%d", method, path, routes, seed)
        .isEqualTo(reference.find(method, path));
  }

  private static List<String> values(PathCaptures captures) {
    List<String> values = new ArrayList<>();
    for (int i = 0; i < captures.size(); i++) {
      values.add(captures.value(i));
    }
    return values;
  }

  private static List<RouterEngine.Route<String>> routes(Random random) {
    Map<String, RouterEngine.Route<String>> routes = new LinkedHashMap<>();
    int count = 1 + random.nextInt(25);
    for (int i = 0; i < count; i++) {
      StringBuilder text = new StringBuilder();
      int depth = 1 + random.nextInt(4);
      for (int at = 0; at < depth; at++) {
        String piece = PIECES.get(random.nextInt(PIECES.size()));
        text.append('/').append(piece.replace("{p", "{p" + at));
      }
      switch (random.nextInt(6)) {
        case 0 -> text.append("/{rest...}");
        case 1 -> text.append('/');
        default -> {}
      }
      PathTemplate template = PathTemplate.parse(text.toString());
      String method = METHODS.get(random.nextInt(METHODS.size()));
      routes.putIfAbsent(
          method + " " + template.shape(),
          new RouterEngine.Route<>(method, template, "route " + i, method + " " + template));
    }
    return new ArrayList<>(routes.values());
  }

  private static String path(Random random) {
    StringBuilder path = new StringBuilder();
    int depth = 1 + random.nextInt(5);
    for (int i = 0; i < depth; i++) {
      path.append('/').append(TEXTS.get(random.nextInt(TEXTS.size())));
    }
    return path.toString();
  }

  /**
   * Every segment is either fixed or a parameter, in all combinations, and the path fails at its
   * very end: the case in which a matcher that goes back without bound takes exponential time in
   * the path. Here the cost is bounded by the number of routes.
   */
  @Test
  void boundsTheCostOfGoingBackByTheNumberOfRoutes() {
    RouterEngine.Builder<String> builder = RouterEngine.radixTree().builder();
    int depth = 8;
    for (int bits = 0; bits < 1 << depth; bits++) {
      StringBuilder template = new StringBuilder();
      for (int i = 0; i < depth; i++) {
        template.append((bits >> i & 1) == 0 ? "/a" : "/{p" + i + "}");
      }
      builder.add("GET", PathTemplate.parse(template + "/end"), "here", template.toString());
    }
    // A long path through few routes, each level of which can be taken in two ways.
    builder.add("GET", PathTemplate.parse("/b" + "/a".repeat(400) + "/end"), "here", "fixed");
    StringBuilder parameters = new StringBuilder("/b");
    for (int i = 0; i < 400; i++) {
      parameters.append("/{p").append(i).append(":[a-z]+}");
    }
    builder.add("GET", PathTemplate.parse(parameters + "/end"), "here", "parameters");
    RouterEngine<String> engine = builder.build();
    assertThat(find(engine, "/a".repeat(depth) + "/x")).isNull();
    assertThat(find(engine, "/b" + "/a".repeat(400) + "/x")).isNull();
    assertThat(find(engine, "/b" + "/a".repeat(401) + "/end")).isNull();
  }

  private static @Nullable String find(RouterEngine<String> engine, String path) {
    return engine.find("GET", path, new PathCaptures());
  }
}
