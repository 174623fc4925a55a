package io.lokstra.routing;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.lokstra.http.RequestTarget;
import io.lokstra.routing.internal.SegmentPattern;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.junit.jupiter.api.Test;

/**
 * Whatever text comes as a template or pattern, it is refused with a reason or does what it says: a
 * path built from a template is routed back to it with the same values.
 *
 * <p>The fuzz tests replay their seeds in a plain build; {@code .ci/fuzz RoutingFuzzTest} goes on
 * from them. The mutation tests run in every build.
 */
class RoutingFuzzTest {
  private static final List<String> TEMPLATES =
      List.of(
          "/users/{id:int}/posts/{slug:[a-z0-9-]+}",
          "/café/v{n}.json/{rest...}",
          "/{a}/{b:long}x/{c:uuid}/",
          "/{p:(a|b)*c{2,3}}");
  private static final String PIECES = "/{}{a}:int...[a-z]+(|)*?.\\%2F//../é\uD83D\uDE00\0&{2,3}";

  @FuzzTest(maxDuration = "2m")
  void readsTemplates(byte[] bytes) {
    checkTemplate(new String(bytes, StandardCharsets.UTF_8));
  }

  @FuzzTest(maxDuration = "2m")
  void readsPatterns(byte[] bytes) {
    checkPattern(new String(bytes, StandardCharsets.UTF_8));
  }

  @FuzzTest(maxDuration = "2m")
  void findsWhatTheReferenceFinds(byte[] bytes) {
    checkRouter(new String(bytes, StandardCharsets.UTF_8));
  }

  @Test
  void readsMutatedTemplatesAndPatterns() {
    long seed = Long.getLong("lokstra.test.seed", System.nanoTime());
    Random random = new Random(seed);
    int read = 0;
    for (int i = 0; i < 3_000; i++) {
      String template = mutated(TEMPLATES.get(i % TEMPLATES.size()), random);
      try {
        read += checkTemplate(template) ? 1 : 0;
        checkPattern(mutated("(a|[b-d]*)c{2}\\d", random));
        checkRouter(template + "\n/users/{id}\n" + mutated("/users/7/posts/a", random));
      } catch (AssertionError e) {
        throw new AssertionError("-Dlokstra.test.seed=" + seed, e);
      }
    }
    assertThat(read).as("templates that were read").isGreaterThan(100);
  }

  private static String mutated(String seed, Random random) {
    StringBuilder text = new StringBuilder(seed);
    for (int left = random.nextInt(3); left >= 0; left--) {
      int at = random.nextInt(text.length() + 1);
      int from = random.nextInt(PIECES.length());
      int to = Math.min(PIECES.length(), from + 1 + random.nextInt(4));
      switch (random.nextInt(3)) {
        case 0 -> text.insert(at, PIECES, from, to);
        case 1 -> text.delete(at, Math.min(text.length(), at + random.nextInt(4)));
        default -> text.replace(at, Math.min(text.length(), at + 1), PIECES.substring(from, to));
      }
    }
    return text.toString();
  }

  private static boolean checkTemplate(String text) {
    PathTemplate template;
    try {
      template = PathTemplate.parse(text);
    } catch (IllegalArgumentException e) {
      assertThat(e.getMessage()).startsWith("LOK-RTE-002: ");
      return false;
    }
    assertThat(PathTemplate.parse(template.toString())).isEqualTo(template);
    List<String> values = new ArrayList<>();
    for (Segment segment : template.segments()) {
      switch (segment) {
        case Segment.Parameter parameter -> values.add(valueFor(parameter.type()));
        case Segment.Wildcard _ -> values.add("ü x/%2F/y");
        case Segment.Literal _ -> {}
      }
    }
    String path;
    try {
      path = RequestTarget.parse(template.expand(values.toArray())).path();
    } catch (IllegalArgumentException e) {
      return true; // a pattern that none of the values matches
    }
    RouterEngine<String> engine =
        RouterEngine.radixTree().<String>builder().add("GET", template, "here", text).build();
    PathCaptures captures = new PathCaptures();
    assertThat(engine.find("GET", path, captures)).isEqualTo(text);
    for (int i = 0; i < captures.size(); i++) {
      assertThat(captures.value(i)).isEqualTo(values.get(i));
    }
    assertThat(captures.size()).isEqualTo(values.size());
    return true;
  }

  private static String valueFor(SegmentType type) {
    for (String value : List.of("7", "abc", "123e4567-e89b-12d3-a456-426614174000", "ccc", "-")) {
      if (type.matches(value, 0, value.length())) {
        return value;
      }
    }
    return "none";
  }

  private static void checkPattern(String pattern) {
    SegmentPattern compiled;
    try {
      compiled = SegmentPattern.compile(pattern);
    } catch (IllegalArgumentException e) {
      return;
    }
    Pattern reference;
    try {
      reference = Pattern.compile(pattern, Pattern.DOTALL);
    } catch (PatternSyntaxException e) {
      throw new AssertionError("accepted what the JDK does not: " + pattern, e);
    }
    // Short texts, for the JDK may take exponential time.
    for (String text : List.of("", "a", "b", "cc", "abcc7", "aab", "-", "{", "}", "]", "1", "&")) {
      assertThat(compiled.matches(text, 0, text.length()))
          .as("%s on '%s'", pattern, text)
          .isEqualTo(reference.matcher(text).matches());
    }
  }

  /** Lines of templates, the last line a path. */
  private static void checkRouter(String text) {
    String[] lines = text.split("\n");
    List<RouterEngine.Route<String>> routes = new ArrayList<>();
    for (int i = 0; i < lines.length - 1; i++) {
      try {
        PathTemplate template = PathTemplate.parse(lines[i]);
        if (routes.stream().noneMatch(r -> r.template().shape().equals(template.shape()))) {
          routes.add(new RouterEngine.Route<>("GET", template, "line " + i, lines[i]));
        }
      } catch (IllegalArgumentException e) {
        // not a route then
      }
    }
    RouterEngine.Builder<String> builder = RouterEngine.radixTree().builder();
    routes.forEach(r -> builder.add(r.method(), r.template(), r.origin(), r.value()));
    String path = lines.length == 0 ? "" : lines[lines.length - 1];
    PathCaptures captures = new PathCaptures();
    String found = builder.build().find("GET", path, captures);
    assertThat(found)
        .isEqualTo(
            new ReferenceRouter(routes)
                .find("GET", path)
                .map(ReferenceRouter.Found::value)
                .orElse(null));
  }
}
