package io.lokstra.internal.config;

import io.lokstra.config.Origin;
import io.lokstra.config.ShortForm;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The sources that know no tree, only names of keys: the command line, and below it the
 * environment; of each, a key's own name before its short form.
 */
final class Overrides {

  /**
   * What was given for a key.
   *
   * @param texts one, or several where an argument is repeated; null for an argument that stands
   *     alone
   * @param origins of each text
   */
  record Given(List<Optional<String>> texts, List<Origin> origins) {}

  private final EnvironmentValues environment;
  private final ArgumentValues arguments;
  private final List<ShortForm> shortForms;
  private final KnownKeys known;

  Overrides(
      EnvironmentValues environment,
      ArgumentValues arguments,
      List<ShortForm> shortForms,
      KnownKeys known) {
    this.environment = environment;
    this.arguments = arguments;
    this.shortForms = shortForms;
    this.known = known;
  }

  /**
   * What was given for {@code path}, from the strongest source that has it; null when none has.
   *
   * @param configured the text of the weaker sources, for short forms
   */
  @Nullable Given find(String path, String variable, @Nullable String configured) {
    ShortForm form = shortForm(path);
    List<ArgumentValues.Given> given = arguments.get(path);
    List<ArgumentValues.Given> brief = form == null ? List.of() : arguments.get(form.argument());
    if (!given.isEmpty() || !brief.isEmpty()) {
      return fromArguments(given, brief, form, configured);
    }
    String value = environment.get(variable);
    if (value != null) {
      return one(value, new Origin.Variable(variable));
    }
    if (form != null && !form.variable().isEmpty()) {
      String foreign = environment.getForeign(form.variable());
      if (foreign != null) {
        return one(expand(form, foreign, configured), new Origin.Variable(form.variable()));
      }
    }
    return null;
  }

  /** Whether {@code find} would give something. */
  boolean has(String path, String variable) {
    return find(path, variable, null) != null;
  }

  /** Whether anything is given for {@code section} or below it. */
  boolean mentions(String section) {
    return !arguments.get(section).isEmpty()
        || !arguments.below(section).isEmpty()
        || environment.mentions(KnownKeys.variable(section));
  }

  /** The keys below {@code path} that the command line gives. */
  List<String> below(String path) {
    return arguments.below(path);
  }

  /** Reports what sets no key. */
  void reportUnknown(Problems problems) {
    List<String> names = new ArrayList<>();
    for (ShortForm form : shortForms) {
      names.add(form.argument());
    }
    for (List<ArgumentValues.Given> several : arguments.all().values()) {
      ArgumentValues.Given given = several.get(0);
      if (known.kind(given.key()) == KnownKeys.Kind.OUTSIDE && given.value() == null) {
        problems.argumentWithoutValue(given.key(), given.origin(), "a name");
      }
      if (!known.isSettable(given.key())) {
        ShortForm form = named(given.key());
        if (form == null) {
          problems.unknownArgument(given, known, names);
        } else if (!isUsed(form)) {
          String list = form.path().substring(0, Math.max(0, form.path().indexOf(".*")));
          problems.shortFormOfSeveral(given, form.path(), list, known.elements(list));
        }
      }
    }
    for (String variable : environment.unknown(known)) {
      problems.unknownVariable(variable, known);
    }
  }

  private static Given fromArguments(
      List<ArgumentValues.Given> given,
      List<ArgumentValues.Given> brief,
      @Nullable ShortForm form,
      @Nullable String configured) {
    List<Optional<String>> texts = new ArrayList<>();
    List<Origin> origins = new ArrayList<>();
    for (ArgumentValues.Given argument : given) {
      texts.add(Optional.ofNullable(argument.value()));
      origins.add(argument.origin());
    }
    for (ArgumentValues.Given argument : brief) {
      String value = argument.value();
      texts.add(
          value == null || form == null
              ? Optional.empty()
              : Optional.of(expand(form, value, configured)));
      origins.add(argument.origin());
    }
    return new Given(texts, origins);
  }

  private static Given one(String text, Origin origin) {
    return new Given(List.of(Optional.of(text)), List.of(origin));
  }

  private static String expand(ShortForm form, String given, @Nullable String configured) {
    return form.expansion().expand(given, Optional.ofNullable(configured));
  }

  private @Nullable ShortForm shortForm(String path) {
    for (ShortForm form : shortForms) {
      if (matches(form.path(), path)) {
        return form;
      }
    }
    return null;
  }

  private @Nullable ShortForm named(String argument) {
    for (ShortForm form : shortForms) {
      if (form.argument().equals(argument)) {
        return form;
      }
    }
    return null;
  }

  private boolean isUsed(ShortForm form) {
    for (String path : known.settable()) {
      if (matches(form.path(), path)) {
        return true;
      }
    }
    return false;
  }

  /** Whether {@code path} is the only one that {@code pattern} can mean. */
  private boolean matches(String pattern, String path) {
    int star = pattern.indexOf(".*.");
    if (star < 0) {
      return pattern.equals(path);
    }
    String list = pattern.substring(0, star);
    List<String> names = known.elements(list);
    return names.size() == 1
        && path.equals(list + "." + names.get(0) + pattern.substring(star + 2));
  }
}
