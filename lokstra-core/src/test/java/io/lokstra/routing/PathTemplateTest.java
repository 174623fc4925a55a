package io.lokstra.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.lokstra.http.RequestTarget;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PathTemplateTest {

  @Test
  void readsSegments() {
    PathTemplate template =
        PathTemplate.parse("/café/{id:int}/{name}.json/v{slug:[a-z]{2,3}}/{path...}");

    assertThat(template.segments())
        .containsExactly(
            new Segment.Literal("café"),
            new Segment.Parameter("id", "", SegmentType.INT, ""),
            new Segment.Parameter("name", "", SegmentType.TEXT, ".json"),
            new Segment.Parameter("slug", "v", SegmentType.pattern("[a-z]{2,3}"), ""),
            new Segment.Wildcard("path"));
    assertThat(template.names()).containsExactly("id", "name", "slug", "path");
    assertThat(template.hasWildcard()).isTrue();
    assertThat(template.shape()).isEqualTo("/café/{:int}/{}.json/v{:[a-z]{2,3}}/{...}");
    assertThat(template).hasToString("/café/{id:int}/{name}.json/v{slug:[a-z]{2,3}}/{path...}");
  }

  @Test
  void takesASlashAtTheEndForASegment() {
    assertThat(PathTemplate.parse("/").segments()).containsExactly(new Segment.Literal(""));
    assertThat(PathTemplate.parse("/users/").segments())
        .containsExactly(new Segment.Literal("users"), new Segment.Literal(""));
    assertThat(PathTemplate.parse("/users/")).isNotEqualTo(PathTemplate.parse("/users"));
    assertThat(PathTemplate.parse("/users")).isEqualTo(PathTemplate.parse("/users"));
    assertThat(PathTemplate.parse("/users")).hasSameHashCodeAs(PathTemplate.parse("/users"));
  }

  @Test
  void keepsBracesAndColonsOfAPattern() {
    PathTemplate template = PathTemplate.parse("/{a:(?:x:y){2}}/{b:[}]+}/{c:\\}}");

    assertThat(template.shape()).isEqualTo("/{:(?:x:y){2}}/{:[}]+}/{:\\}}");
  }

  @Test
  void takesAVerbAfterAParameter() {
    assertThat(PathTemplate.parse("/jobs/{id}:cancel").segments().getLast())
        .isEqualTo(new Segment.Parameter("id", "", SegmentType.TEXT, ":cancel"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "users|index 0: expected '/'; begin the path with a slash",
        "''|index 0: expected '/'; begin the path with a slash",
        "/a//b|index 3: found an empty segment; write one slash instead of two",
        "/a/../b|index 3: found a dot segment",
        "/a/.|index 3: found a dot segment",
        "/users/:id|index 7: found ':' at the start of a segment; write a parameter as {name}",
        "/files/*|index 7: found '*' at the start of a segment; write the rest of a path as",
        "/a?b=c|index 2: found '?', which ends a path; leave query and fragment out",
        "/a#b|index 2: found '#', which ends a path",
        "/a\\b|index 2: found a backslash; requests with one are refused",
        "/caf%C3%A9|index 4: found an escape; write the character itself: templates are decoded",
        "/users/id}|index 9: found '}' without '{'; write a parameter as {name}",
        "/users/{id|index 10: expected '}', found the end; close the parameter: {id}",
        "/users/{id/x|index 10: expected '}', found '/'",
        "/users/{}|index 8: expected a name, found '}'",
        "/users/{|index 8: expected a name, found the end",
        "/users/{1a}|index 8: expected a name, found '1'",
        "/users/{id?}|index 10: expected '}', found '?'",
        "/{id}/{id}|index 6: the parameter 'id' is there already; give each its own name",
        "/{a}-{b}|index 5: found a second parameter in one segment",
        "/{path...}/x|index 10: found more after a wildcard; end the path with {path...}",
        "/x{path...}|index 2: found text before a wildcard; begin the segment with it",
        "/{path...|index 9: expected '}', found the end; write {path...}",
        "/{id:}|index 5: expected a type or a pattern; write one of int, long, uuid",
        "/{id:integer}|index 5: 'integer' is no type; write one of int, long, uuid",
        "/{id:[a-z}|index 1: the class opened by '[' is not closed; add ']' to the pattern",
        "/{id:a{2}|index 1: the parameter is not closed; add '}'",
        "/{id:(a}|index 5: found a pattern that cannot be used; in \"(a\" at index 0: a group that",
        "/{id:a*?}|index 5: found a pattern that cannot be used; in \"a*?\" at index 2: a quantif",
      })
  void saysWhatIsWrongWithATemplateWhereAndWhatToDo(String template, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PathTemplate.parse(template))
        .withMessageStartingWith(
            "LOK-RTE-002: the path template \"" + template + "\" is malformed at " + message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/a\u0000", "/\uD83D", "/\uDE00x", "/\uD83Dx"})
  void refusesCharactersThatAreNoText(String template) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PathTemplate.parse(template))
        .withMessageContaining("found a character that is no text");
  }

  @Test
  void buildsPathsThatAreReadBackAsTheSame() {
    PathTemplate template = PathTemplate.parse("/größe/{name}.txt/{rest...}");

    String path = template.expand("50% a+b;ü\uD83D\uDE00", "x y/z?/");

    assertThat(path).isEqualTo("/gr%C3%B6%C3%9Fe/50%25%20a+b%3B%C3%BC%F0%9F%98%80.txt/x%20y/z%3F/");
    assertThat(RequestTarget.parse(path).path())
        .isEqualTo("/größe/50% a+b;ü\uD83D\uDE00.txt/x y/z?/");
  }

  @Test
  void buildsPathsByName() {
    PathTemplate template = PathTemplate.parse("/users/{id:int}/posts/{post}");

    assertThat(template.expand(Map.of("id", 7, "post", "a"))).isEqualTo("/users/7/posts/a");
    assertThat(PathTemplate.parse("/").expand()).isEqualTo("/");
    assertThat(PathTemplate.parse("/files/{path...}").expand("")).isEqualTo("/files/");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> template.expand(Map.of("id", 7, "page", 1)))
        .withMessage(
            "the path /users/{id:int}/posts/{post} takes values for [id, post];"
                + " missing: [post]; no such parameter: [page]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> template.expand(7))
        .withMessageContaining("takes 2 values [id, post], but 1 were given");
  }

  @ParameterizedTest
  @CsvSource({
    "/users/{id:int}, abc, does not match its type; expected int",
    "/users/{id}, '', is empty; a segment needs at least one character",
    "/users/{id}, a/b, has a slash; only {name...} takes more than one segment",
    "/users/{id}, .., is a dot segment; requests with one are refused",
    "/users/{id}, a\\b, has a character at index 1; which requests may not have in a path",
    "/users/.{id}, ., is a dot segment; requests with one are refused",
    "/files/{path...}, a/../b, is a dot segment; requests with one are refused",
    "/files/{path...}, /a, has an empty segment; leave out a slash at its start or two in a row",
    "/files/{path...}, a//b, has an empty segment; leave out a slash at its start or two in a row",
  })
  void refusesValuesThatTheServerWouldNotRouteBack(String template, String value, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PathTemplate.parse(template).expand(value))
        .withMessageContaining("for the path " + template + " " + message);
  }

  @Test
  void refusesValuesThatAreNoText() {
    PathTemplate template = PathTemplate.parse("/users/{id}");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> template.expand("a\uD83D"))
        .withMessageContaining("half a surrogate pair");
  }
}
