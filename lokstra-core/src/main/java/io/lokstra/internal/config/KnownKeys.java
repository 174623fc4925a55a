package io.lokstra.internal.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The keys somebody reads, by path: what is not among them is a mistake. */
final class KnownKeys {

  /** What may stand at a path. */
  enum Kind {
    /** Keys of their own. */
    SECTION,
    /** Elements by name. */
    NAMED_LIST,
    /** Keys the configuration chooses. */
    MAP,
    /** One text; variables and arguments may set it. */
    VALUE,
    /** Several texts; variables and arguments may set them. */
    VALUES,
    /** Sections one after the other. */
    SECTIONS,
    /** The name of a list's element. */
    NAME,
    /** Said by a variable or an argument alone, before there are trees. */
    OUTSIDE
  }

  private final Map<String, Kind> kinds = new LinkedHashMap<>();
  private final Map<String, String> variables = new HashMap<>();
  private final Map<String, List<String>> elements = new HashMap<>();

  /** Notes a path; that of a section makes those around it sections too. */
  void add(String path, Kind kind) {
    kinds.put(path, kind);
  }

  /** Notes the sections around {@code path}, the nameless root among them. */
  void addParents(String path) {
    kinds.putIfAbsent("", Kind.SECTION);
    for (int dot = path.indexOf('.'); dot >= 0; dot = path.indexOf('.', dot + 1)) {
      kinds.putIfAbsent(path.substring(0, dot), Kind.SECTION);
    }
  }

  /** Notes a path that variables may set; gives another path with the same variable, if any. */
  @Nullable String addVariable(String variable, String path) {
    String other = variables.putIfAbsent(variable, path);
    return other == null || other.equals(path) ? null : other;
  }

  /** Notes the names of a named list's elements. */
  void addElements(String path, List<String> names) {
    elements.put(path, names);
  }

  /** What may stand at {@code path}; null when nothing may. */
  @Nullable Kind kind(String path) {
    return kinds.get(path);
  }

  /** Whether a variable or an argument may set {@code path}. */
  boolean isSettable(String path) {
    Kind kind = kinds.get(path);
    return kind == Kind.VALUE || kind == Kind.VALUES || kind == Kind.OUTSIDE;
  }

  /** The names of a named list's elements, as far as it has been read. */
  List<String> elements(String path) {
    return elements.getOrDefault(path, List.of());
  }

  /** Whether {@code variable} sets a key. */
  boolean isVariable(String variable) {
    return variables.containsKey(variable);
  }

  /** The variables that set a key. */
  List<String> variables() {
    return List.copyOf(variables.keySet());
  }

  /** The paths that arguments may set. */
  List<String> settable() {
    List<String> paths = new ArrayList<>();
    for (String path : kinds.keySet()) {
      if (isSettable(path)) {
        paths.add(path);
      }
    }
    return paths;
  }

  /** The keys one level below {@code section}. */
  List<String> children(String section) {
    List<String> names = new ArrayList<>();
    String prefix = section.isEmpty() ? "" : section + ".";
    for (String path : kinds.keySet()) {
      if (path.startsWith(prefix) && path.length() > prefix.length()) {
        String name = path.substring(prefix.length());
        if (name.indexOf('.') < 0 && name.indexOf('[') < 0 && kinds.get(path) != Kind.OUTSIDE) {
          names.add(name);
        }
      }
    }
    return names;
  }

  /** {@code path} with {@code key} below it; an empty key is no level of its own. */
  static String below(String path, String key) {
    if (key.isEmpty()) {
      return path;
    }
    return path.isEmpty() ? key : path.concat(".").concat(key);
  }

  /** {@code server.http.max-headers} as {@code LOKSTRA_SERVER_HTTP_MAX_HEADERS}. */
  static String variable(String path) {
    char[] name = new char[EnvironmentValues.PREFIX.length() + path.length()];
    EnvironmentValues.PREFIX.getChars(0, EnvironmentValues.PREFIX.length(), name, 0);
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      boolean letter = c >= 'a' && c <= 'z';
      boolean kept = (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      name[EnvironmentValues.PREFIX.length() + i] = letter ? (char) (c - 32) : kept ? c : '_';
    }
    return new String(name);
  }
}
