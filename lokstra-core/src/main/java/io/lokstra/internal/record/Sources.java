package io.lokstra.internal.record;

import io.lokstra.bind.Body;
import io.lokstra.bind.CookieParam;
import io.lokstra.bind.FormParam;
import io.lokstra.bind.HeaderParam;
import io.lokstra.bind.PathParam;
import io.lokstra.bind.QueryParam;
import java.lang.annotation.Annotation;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The annotations that say where a value comes from. */
public final class Sources {
  private Sources() {}

  /** The places of a request. */
  public enum Kind {
    /** A parameter of the route. */
    PATH,
    /** The query. */
    QUERY,
    /** A header field. */
    HEADER,
    /** A cookie. */
    COOKIE,
    /** A field of a form. */
    FORM,
    /** The body. */
    BODY
  }

  /**
   * What was written.
   *
   * @param kind the place
   * @param name the name there, empty when none was written
   */
  public record Source(Kind kind, String name) {}

  /** Whether any of {@code annotations} names a source. */
  public static boolean isDeclared(List<Annotation> annotations) {
    return annotations.stream().anyMatch(annotation -> of(annotation).isPresent());
  }

  /**
   * The source that {@code annotations} name.
   *
   * @throws IllegalArgumentException when they name two
   */
  public static Optional<Source> find(List<Annotation> annotations) {
    Optional<Source> found = Optional.empty();
    for (Annotation annotation : annotations) {
      Optional<Source> source = of(annotation);
      if (source.isPresent() && found.isPresent()) {
        throw new IllegalArgumentException("names two sources; a value has one");
      }
      if (source.isPresent()) {
        found = source;
      }
    }
    return found;
  }

  /** The source a record names for its components. */
  public static Optional<Source> find(Class<?> type) {
    return find(Arrays.asList(type.getAnnotations()));
  }

  private static Optional<Source> of(Annotation annotation) {
    return switch (annotation) {
      case PathParam it -> Optional.of(new Source(Kind.PATH, it.value()));
      case QueryParam it -> Optional.of(new Source(Kind.QUERY, it.value()));
      case HeaderParam it -> Optional.of(new Source(Kind.HEADER, it.value()));
      case CookieParam it -> Optional.of(new Source(Kind.COOKIE, it.value()));
      case FormParam it -> Optional.of(new Source(Kind.FORM, it.value()));
      case Body it -> Optional.of(new Source(Kind.BODY, it.value()));
      default -> Optional.empty();
    };
  }
}
