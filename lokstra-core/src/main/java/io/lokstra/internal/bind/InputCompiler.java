package io.lokstra.internal.bind;

import io.lokstra.bind.Converters;
import io.lokstra.bind.Naming;
import io.lokstra.internal.json.BodyReader;
import io.lokstra.internal.json.JsonCodec;
import io.lokstra.internal.json.PropertyNames;
import io.lokstra.internal.json.ReaderCompiler;
import io.lokstra.internal.record.ComponentShape;
import io.lokstra.internal.record.InaccessibleTypeException;
import io.lokstra.internal.record.RecordShape;
import io.lokstra.internal.record.Sources;
import io.lokstra.internal.record.Sources.Kind;
import io.lokstra.internal.record.Sources.Source;
import io.lokstra.internal.record.TypeShape;
import io.lokstra.internal.validation.RecordRules;
import io.lokstra.internal.validation.ValueRules;
import java.lang.reflect.Type;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Compiles the binder of one route's input, and gathers everything that is wrong with it.
 *
 * <p>A record takes each component from its declared source; one that declares none is a property
 * of the body. A component whose own type declares sources (as {@code PageQuery} does) is bound by
 * those. Any other type is the whole body.
 */
public final class InputCompiler {
  private final RouteInput route;
  private final Naming naming;
  private final Clock clock;
  private final Converters converters;
  private final TextCompiler texts;
  private final ReaderCompiler readers;
  private final List<String> problems = new ArrayList<>();
  private final List<ComponentShape> members = new ArrayList<>();
  private final List<String> memberNames = new ArrayList<>();
  private @Nullable BodyReader whole;
  private boolean raw;
  private boolean form;

  private InputCompiler(RouteInput route, JsonCodec json) {
    this.converters = json.converters();
    this.route = route;
    this.naming = json.options().naming();
    this.clock = json.clock();
    this.texts = new TextCompiler(converters, naming, clock);
    this.readers = json.compiler();
  }

  /**
   * The binder for a class.
   *
   * @throws BindingException with everything that is wrong with the type on this route
   */
  public static <T> InputBinder<T> compile(Class<T> type, RouteInput route, JsonCodec json) {
    return compile((Type) type, route, json);
  }

  /** The binder for a generic type, which the caller knows to be {@code T}; fails as above. */
  public static <T> InputBinder<T> compile(Type type, RouteInput route, JsonCodec json) {
    return new InputCompiler(route, json).compile(TypeShape.of(type));
  }

  private <T> InputBinder<T> compile(TypeShape type) {
    Input root = new Input.WholeBody();
    try {
      root = root(type);
    } catch (IllegalArgumentException | InaccessibleTypeException problem) {
      problems.add(String.valueOf(problem.getMessage()));
    }
    BodyReader body = body(type.raw());
    problems.addAll(readers.problems());
    if (!problems.isEmpty()) {
      throw new BindingException(route, problems);
    }
    return new InputBinder<>(root, body);
  }

  private Input root(TypeShape type) {
    if (type.raw().isRecord()) {
      return group(type, Sources.find(type.raw()));
    }
    if (!route.mayHaveBody()) {
      throw new IllegalArgumentException(
          type + " would be read from the body, and " + route.method() + " has none");
    }
    if (type.raw() == byte[].class) {
      return new Input.RawBody();
    }
    whole = readers.document(type);
    return new Input.WholeBody();
  }

  private Input.Group group(TypeShape type, Optional<Source> common) {
    RecordShape shape = RecordShape.of(type);
    Input[] inputs = new Input[shape.components().size()];
    for (ComponentShape component : shape.components()) {
      inputs[component.index()] = input(component, type.raw(), common);
    }
    return new Input.Group(RecordRules.of(shape, naming, clock), inputs);
  }

  private Input input(ComponentShape component, Class<?> owner, Optional<Source> common) {
    try {
      Optional<Source> declared = Sources.find(component.annotations());
      if (declared.isEmpty() && declaresSources(component.type().raw())) {
        return group(component.type(), Sources.find(component.type().raw()));
      }
      Kind kind = declared.or(() -> common).map(Source::kind).orElse(Kind.BODY);
      String name = declared.map(Source::name).orElse("");
      if (UploadInput.isFor(component)) {
        return upload(component, declared.map(Source::kind), name);
      }
      if (kind == Kind.BODY) {
        return bodyInput(component, owner, declared.isPresent(), name);
      }
      form |= kind == Kind.FORM;
      String outside = name.isEmpty() ? defaultName(component, kind) : name;
      if (kind == Kind.PATH && !route.parameters().contains(outside)) {
        throw new IllegalArgumentException(
            "the route has no parameter {" + outside + "}; it has " + route.parameters());
      }
      return texts.input(component, kind, outside, outside);
    } catch (IllegalArgumentException | InaccessibleTypeException problem) {
      problems.add(component.problem(owner, problem));
      return new Input.WholeBody();
    }
  }

  /** A file, which can come from a form and from nowhere else. */
  private Input upload(ComponentShape component, Optional<Kind> declared, String name) {
    if (declared.isPresent() && declared.get() != Kind.FORM) {
      throw new IllegalArgumentException("is a file, which only a form has: @FormParam");
    }
    if (!route.mayHaveBody()) {
      throw new IllegalArgumentException(
          "is a file of a form, and " + route.method() + " has no body");
    }
    form = true;
    return new UploadInput(
        name.isEmpty() ? naming.of(component.name()) : name,
        ValueRules.of(component, converters, clock));
  }

  private String defaultName(ComponentShape component, Kind kind) {
    return switch (kind) {
      case HEADER -> Naming.KEBAB_CASE.of(component.name());
      // A template's parameter is spelt as its author likes: as the policy says, or as in Java.
      case PATH ->
          route.parameters().contains(component.name())
              ? component.name()
              : naming.of(component.name());
      default -> naming.of(component.name());
    };
  }

  private static boolean declaresSources(Class<?> type) {
    return type.isRecord()
        && (Sources.find(type).isPresent()
            || RecordShape.of(TypeShape.of(type)).components().stream()
                .anyMatch(component -> Sources.isDeclared(component.annotations())));
  }

  private Input bodyInput(ComponentShape component, Class<?> owner, boolean explicit, String name) {
    if (explicit ? !route.mayHaveBody() : route.isWithoutBody()) {
      throw new IllegalArgumentException(
          "has no source but the body, and "
              + route.method()
              + " has none; annotate it with @QueryParam, @PathParam, @HeaderParam or @CookieParam");
    }
    if (!explicit || !name.isEmpty()) {
      members.add(component);
      memberNames.add(name.isEmpty() ? PropertyNames.of(component, naming) : name);
      return new Input.BodyProperty(members.size() - 1);
    }
    if (raw || whole != null) {
      throw new IllegalArgumentException("is a second @Body; there is one body");
    }
    if (component.type().raw() == byte[].class) {
      raw = true;
      return new Input.RawBody();
    }
    whole = readers.document(component, owner);
    return new Input.WholeBody();
  }

  private @Nullable BodyReader body(Class<?> owner) {
    if ((members.isEmpty() ? 0 : 1) + (whole == null ? 0 : 1) + (raw ? 1 : 0) + (form ? 1 : 0)
        > 1) {
      problems.add(
          owner.getSimpleName()
              + " reads the body in two ways: as a form, as bytes, as a whole or by its properties;"
              + " it can do one");
    }
    if (whole != null || members.isEmpty()) {
      return whole;
    }
    if (memberNames.stream().distinct().count() < memberNames.size()) {
      problems.add(
          "two components of " + owner.getSimpleName() + " are one property: " + memberNames);
    }
    return readers.members(members, memberNames, owner);
  }
}
