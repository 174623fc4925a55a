package io.lokstra.routing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * The path of a route. Immutable.
 *
 * <table>
 *   <caption>How segments are written</caption>
 *   <tr><td>{@code /users/me}</td><td>fixed text, written decoded: {@code /café}, not
 *       {@code /caf%C3%A9}</td></tr>
 *   <tr><td>{@code /users/{id}}</td><td>a parameter: one segment, not empty</td></tr>
 *   <tr><td>{@code /users/{id:int}}</td><td>{@code int}, {@code long} or {@code uuid}; another
 *       text does not match</td></tr>
 *   <tr><td>{@code /posts/{slug:[a-z0-9-]+}}</td><td>a {@linkplain SegmentType#pattern pattern} for
 *       the whole value</td></tr>
 *   <tr><td>{@code /files/{name}.json}</td><td>fixed text around one parameter in a segment</td></tr>
 *   <tr><td>{@code /static/{path...}}</td><td>the rest of the path, possibly empty; only at the
 *       end</td></tr>
 * </table>
 *
 * <p>A slash at the end is significant: {@code /users/} is another path than {@code /users}.
 */
public final class PathTemplate {
  private final String source;
  private final List<Segment> segments;
  private final List<String> names;
  private final String shape;

  PathTemplate(String source, List<Segment> segments) {
    this.source = source;
    this.segments = List.copyOf(segments);
    List<String> found = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    for (Segment segment : segments) {
      text.append('/');
      if (segment instanceof Segment.Literal literal) {
        text.append(literal.text());
      } else if (segment instanceof Segment.Parameter parameter) {
        found.add(parameter.name());
        text.append(parameter.prefix()).append('{');
        if (!parameter.type().equals(SegmentType.TEXT)) {
          text.append(':').append(parameter.type());
        }
        text.append('}').append(parameter.suffix());
      } else if (segment instanceof Segment.Wildcard wildcard) {
        found.add(wildcard.name());
        text.append("{...}");
      }
    }
    this.names = List.copyOf(found);
    this.shape = text.toString();
  }

  /**
   * Reads a template.
   *
   * @throws IllegalArgumentException when it is malformed, saying where, what was expected and what
   *     to write
   */
  public static PathTemplate parse(String template) {
    return new TemplateParser(template).parse();
  }

  /**
   * What stands between the slashes. {@code "/"} has one segment, an empty literal, and so has
   * every template with a slash at its end as its last.
   */
  public List<Segment> segments() {
    return segments;
  }

  /** The names of the parameters, in their order; a wildcard's is the last. */
  public List<String> names() {
    return names;
  }

  /** Whether the template ends with {@code {name...}}. */
  public boolean hasWildcard() {
    return segments.getLast() instanceof Segment.Wildcard;
  }

  /**
   * The template without names: {@code "/users/{:int}/{}"}. Two templates of one shape match the
   * same paths.
   */
  public String shape() {
    return shape;
  }

  /**
   * A path from this template, percent-encoded (RFC 3986 §3.3).
   *
   * @param values one for each parameter, in their order; their {@code toString} is used
   * @throws IllegalArgumentException when there are too many or too few, or when a value does not
   *     fit its parameter
   */
  public String expand(Object... values) {
    if (values.length != names.size()) {
      throw new IllegalArgumentException(
          "the path "
              + source
              + " takes "
              + names.size()
              + " values "
              + names
              + ", but "
              + values.length
              + " were given; give one for each parameter, in this order");
    }
    return TemplateExpansion.expand(this, Arrays.asList(values));
  }

  /**
   * A path from this template, percent-encoded (RFC 3986 §3.3).
   *
   * @param values by name of parameter; their {@code toString} is used
   * @throws IllegalArgumentException when one is missing or has no parameter, or when a value does
   *     not fit its parameter
   */
  public String expand(Map<String, ?> values) {
    if (values.size() != names.size() || !values.keySet().containsAll(names)) {
      TreeSet<String> missing = new TreeSet<>(names);
      missing.removeAll(values.keySet());
      TreeSet<String> extra = new TreeSet<>(values.keySet());
      names.forEach(extra::remove);
      throw new IllegalArgumentException(
          "the path "
              + source
              + " takes values for "
              + names
              + (missing.isEmpty() ? "" : "; missing: " + missing)
              + (extra.isEmpty() ? "" : "; no such parameter: " + extra));
    }
    List<Object> ordered = new ArrayList<>(names.size());
    for (String name : names) {
      ordered.add(values.get(name));
    }
    return TemplateExpansion.expand(this, ordered);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PathTemplate template && source.equals(template.source);
  }

  @Override
  public int hashCode() {
    return source.hashCode();
  }

  /** As written. */
  @Override
  public String toString() {
    return source;
  }
}
