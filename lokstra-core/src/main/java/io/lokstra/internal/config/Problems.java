package io.lokstra.internal.config;

import io.lokstra.config.ConfigProblem;
import io.lokstra.config.ConfigValue;
import io.lokstra.config.Origin;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Collects what is wrong; each method is one code of {@code docs/configuration.md}. */
public final class Problems {

  private final List<ConfigProblem> all = new ArrayList<>();

  /** Nothing is wrong so far. */
  public Problems() {}

  boolean isEmpty() {
    return all.isEmpty();
  }

  /** What is wrong, in the order in which it was found. */
  public List<ConfigProblem> all() {
    return all;
  }

  void addAll(Problems others) {
    all.addAll(others.all);
  }

  /** A key nobody reads. */
  void unknownKey(String path, Origin origin, String section, List<String> siblings) {
    String name = path.substring(section.isEmpty() ? 0 : section.length() + 1);
    String where = section.isEmpty() ? "the top level" : section;
    String remedy =
        Nearest.of(name, siblings)
            .map(near -> "did you mean " + KnownKeys.below(section, near) + "?")
            .orElse("keys of " + where + ": " + list(siblings));
    add("001", path, "unknown key " + Shown.text(path), origin, remedy);
  }

  /** A key that is said before there are trees. */
  void outsideKey(String path, Origin origin) {
    String remedy = "say it by --" + path + "=… or " + KnownKeys.variable(path);
    add("001", path, path + " belongs in no file", origin, remedy);
  }

  /** A path where a key belongs. */
  void dottedKey(String path, String key, Origin origin) {
    String remedy =
        "keys are nested: write  "
            + Shown.text(key).replace(".", ": {")
            + ": …"
            + " }".repeat((int) key.chars().filter(c -> c == '.').count());
    add("001", path, "unknown key '" + Shown.text(key) + "'", origin, remedy);
  }

  /** Text that cannot be converted. */
  void unreadable(String path, Origin origin, @Nullable String text, String expected) {
    add("002", path, path + " cannot be read" + got(text), origin, "expected " + expected);
  }

  /** A key that must be given and is not. */
  void missing(String path) {
    String remedy =
        "give it: --" + path + "=…, or the environment variable " + KnownKeys.variable(path);
    add("003", path, path + " is missing", null, remedy);
  }

  /** A value of the right type that is not allowed. */
  void outOfRange(String path, Origin origin, @Nullable String text, String expected) {
    add("004", path, path + " is out of range" + got(text), origin, "expected " + expected);
  }

  /** A list where text belongs, and the like. */
  public void wrongShape(String path, ConfigValue value, String expected) {
    String actual =
        value instanceof ConfigValue.Scalar
            ? "a single value"
            : value instanceof ConfigValue.Sequence ? "a list" : "keys with values";
    add("005", path, describe(path) + " is " + actual, value.origin(), "expected " + expected);
  }

  /** A variable of Lokstra's that sets no key. */
  void unknownVariable(String name, KnownKeys known) {
    String remedy =
        Nearest.of(name, known.variables())
            .map(near -> "did you mean " + near + "?")
            .orElse("remove it: no key has this variable; keys: " + list(known.settable()));
    add("006", name, "unknown variable " + Shown.text(name), new Origin.Variable(name), remedy);
  }

  /** An argument that sets no key. */
  void unknownArgument(ArgumentValues.Given given, KnownKeys known, List<String> shortForms) {
    List<String> names = new ArrayList<>(known.settable());
    names.addAll(shortForms);
    String remedy =
        Nearest.of(given.key(), names)
            .map(near -> "did you mean --" + near + "?")
            .orElse("remove it: there is no such key; keys: " + list(names));
    String key = "--" + Shown.text(given.key());
    add("007", key, "unknown argument " + key, given.origin(), remedy);
  }

  /** A short form of the key of an only element, where there are several. */
  void shortFormOfSeveral(
      ArgumentValues.Given given, String path, String list, List<String> names) {
    String key = "--" + given.key();
    String remedy =
        names.isEmpty()
            ? "there is none"
            : "there are "
                + String.join(", ", names)
                + "; write --"
                + path.replace("*", names.get(0))
                + "=…";
    add("007", key, key + " sets " + path + " of the only one of " + list, given.origin(), remedy);
  }

  /** Two keys that one variable would set. */
  void ambiguousVariable(String variable, String first, String second) {
    String message = first + " and " + second + " have one environment variable, " + variable;
    add("008", second, message, null, "rename one of them");
  }

  /** An argument that belongs to no key; it is not shown, for it may be a secret. */
  void argumentWithoutKey(int position) {
    add(
        "009",
        "argument " + position,
        "command line argument " + position + " has no key",
        null,
        "expected --key=value, --key value or --flag");
  }

  /** An argument whose key is no path. */
  void argumentWithBadKey(int position, String key) {
    String shown = Shown.text(key);
    add(
        "009",
        shown,
        "an argument's key is malformed",
        new Origin.Argument(position, shown),
        "expected letters, digits, '-' and '_' in names joined by '.', as in --server.name=shop");
  }

  /** An argument without a value, for a key that needs one. */
  void argumentWithoutValue(String path, Origin origin, String expected) {
    add("009", path, path + " has no value", origin, "expected " + expected + " after it");
  }

  /** A single value that was given several times. */
  void argumentRepeated(String path, Origin origin, Origin first) {
    add("009", path, path + " is given twice", origin, "it has one value; first given by " + first);
  }

  /** An element of a named list without a usable name. */
  void badName(String path, Origin origin, String message, String remedy) {
    add("010", path, message, origin, remedy);
  }

  /** A key that must have a value has none. */
  void nothing(String path, Origin origin, String expected) {
    add("003", path, describe(path) + " has no value", origin, expected);
  }

  /** Values the record itself refuses. */
  public void refused(String path, @Nullable Origin origin, @Nullable String reason) {
    String why = reason == null || reason.isBlank() ? "no reason given" : reason;
    add("011", path, describe(path) + " is refused", origin, Shown.reason(why));
  }

  // ---- files

  /** A file, or a folder of them, that cannot be used. */
  public void unusableFile(String file, String problem, String remedy) {
    add("012", file, Shown.text(file) + " " + problem, null, remedy);
  }

  /** A file that is no YAML. */
  public void malformedFile(Origin.InFile origin, String problem, String remedy) {
    add("013", origin.file(), problem, origin, remedy);
  }

  /** A key that stands twice in one place. */
  public void keyTwice(String path, Origin origin, Origin first) {
    add(
        "014",
        path,
        "the key " + Shown.text(path) + " is given twice",
        origin,
        "keep one; first given at " + first);
  }

  /** Something that YAML has and a configuration has no use for. */
  public void notForConfiguration(String path, Origin origin, String problem, String remedy) {
    String where = path.isEmpty() ? "" : Shown.text(path) + ": ";
    add("015", path, where + problem, origin, remedy);
  }

  /** A reference to a value that is not there. */
  public void unresolvedReference(String path, Origin origin, String problem, String remedy) {
    add("016", path, Shown.text(path) + ": " + problem, origin, remedy);
  }

  /** A reference that is none. */
  public void malformedReference(String path, Origin origin, String problem, String remedy) {
    add("017", path, Shown.text(path) + ": " + problem, origin, remedy);
  }

  /** A profile that is none, or has no file. */
  public void unusableProfile(String profile, String problem, String remedy) {
    add("018", profile, "profile " + Shown.quoted(profile) + " " + problem, null, remedy);
  }

  // ---- what others find

  /** The name of something that is not there. */
  public void dangling(String path, @Nullable Origin origin, String problem, String remedy) {
    add("019", path, Shown.text(path) + ": " + problem, origin, remedy);
  }

  /** A change that a running program cannot take. */
  public void needsRestart(String path, @Nullable Origin origin, String remedy) {
    add("020", path, Shown.text(path) + " changes with a restart only", origin, remedy);
  }

  /** {@code path} with {@code key} below it. */
  public static String below(String path, String key) {
    return KnownKeys.below(path, key);
  }

  /** {@code text} as an error may print it: one line, no control characters, no passwords. */
  public static String shown(String text) {
    return Shown.text(text);
  }

  /** The same in quotes. */
  public static String quoted(String text) {
    return Shown.quoted(text);
  }

  /** The same of a longer sentence. */
  public static String reason(String text) {
    return Shown.reason(text);
  }

  /** Whether what has this name, in kebab-case, is a secret. */
  public static boolean namesSecret(String name) {
    return Shown.namesSecret(name);
  }

  private void add(
      String number, String key, String message, @Nullable Origin origin, String remedy) {
    all.add(
        new ConfigProblem("LOK-CFG-" + number, key, message, Optional.ofNullable(origin), remedy));
  }

  private static String got(@Nullable String text) {
    return text == null ? "" : ": " + Shown.quoted(text);
  }

  private static String describe(String path) {
    return path.isEmpty() ? "the configuration" : path;
  }

  private static String list(List<String> names) {
    return names.isEmpty() ? "none" : String.join(", ", names);
  }
}
