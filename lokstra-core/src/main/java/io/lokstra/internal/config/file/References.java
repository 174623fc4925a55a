package io.lokstra.internal.config.file;

import io.lokstra.config.ValueProvider;
import io.lokstra.internal.config.Nearest;
import io.lokstra.internal.config.Problems;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What {@code ${…}} refers to: a variable of the environment, a file, or what a provider gives.
 * Each is asked once for each key.
 */
final class References {

  /** The largest file a single value may come from. */
  static final int LARGEST_VALUE = 64 * 1024;

  /** What a reference leads to. */
  record Found(String text, boolean secret) {}

  /** There is no value; why, and what to do. */
  static final class UnresolvedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String remedy;
    private final boolean malformed;

    UnresolvedException(String problem, String remedy, boolean malformed) {
      super(problem, null, false, false);
      this.remedy = remedy;
      this.malformed = malformed;
    }

    String problem() {
      return String.valueOf(getMessage());
    }

    String remedy() {
      return remedy;
    }

    /** Whether it is not even a reference, whatever there is. */
    boolean isMalformed() {
      return malformed;
    }
  }

  private final Map<String, String> environment;
  private final Map<String, ValueProvider> providers = new TreeMap<>();
  private final Map<String, Found> known = new HashMap<>();
  private final Set<Path> files = new LinkedHashSet<>();

  /**
   * For these providers.
   *
   * @throws IllegalArgumentException when two have one name, or one has none
   */
  References(Map<String, String> environment, List<ValueProvider> providers) {
    this.environment = environment;
    for (ValueProvider provider : providers) {
      String name = provider.name();
      if (!isProviderName(name) || name.equals("env") || name.equals("file")) {
        throw new IllegalArgumentException(
            "a provider of values is called '"
                + Problems.shown(name)
                + "'; expected lower-case letters, digits and dashes, and neither env nor file");
      }
      if (this.providers.put(name, provider) != null) {
        throw new IllegalArgumentException("two providers of values are called '" + name + "'");
      }
    }
  }

  /** The files that were asked for. */
  Set<Path> files() {
    return files;
  }

  /** Whether {@code name} before a colon means a provider, there or not, and no variable. */
  static boolean isProviderName(String name) {
    if (name.isEmpty() || name.charAt(0) < 'a' || name.charAt(0) > 'z') {
      return false;
    }
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-')) {
        return false;
      }
    }
    return true;
  }

  /** Whether {@code name} may be that of a variable. */
  static boolean isVariable(String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
      if (!letter && !(i > 0 && c >= '0' && c <= '9')) {
        return false;
      }
    }
    return !name.isEmpty();
  }

  /** Whether the variable is set. */
  boolean isSet(String variable) {
    return environment.containsKey(variable);
  }

  /** The value of a variable. */
  Found variable(String name) throws UnresolvedException {
    String value = environment.get(name);
    if (value == null) {
      String near =
          Nearest.of(name, environment.keySet())
              .map(nearest -> "; did you mean " + nearest + "?")
              .orElse("");
      throw new UnresolvedException(
          "the environment variable " + name + " is not set",
          "set it, or give a default: ${" + name + ":…}" + near,
          false);
    }
    return new Found(
        value, Problems.namesSecret(name.toLowerCase(java.util.Locale.ROOT).replace('_', '-')));
  }

  /** What the provider {@code name} has for {@code key}. */
  Found provided(String name, String key) throws UnresolvedException {
    String whole = name + ":" + key;
    Found found = known.get(whole);
    if (found == null) {
      found = name.equals("file") ? file(key) : other(name, key);
      known.put(whole, found);
    }
    return found;
  }

  private Found other(String name, String key) throws UnresolvedException {
    ValueProvider provider = providers.get(name);
    if (provider == null) {
      List<String> names = new ArrayList<>(providers.keySet());
      names.addAll(List.of("env", "file"));
      String near =
          Nearest.of(name, names).map(nearest -> "did you mean " + nearest + "? ").orElse("");
      throw new UnresolvedException(
          "no provider of values is called '" + Problems.shown(name) + "'",
          near
              + "there are "
              + String.join(", ", names)
              + "; a variable of that name with a default is ${env:"
              + Problems.shown(name)
              + ":…}",
          false);
    }
    try {
      return new Found(
          provider
              .find(key)
              .orElseThrow(() ->
                  new UnresolvedException(
                      "the provider '" + name + "' has no value '" + Problems.shown(key) + "'",
                      "give it one, or correct the key",
                      false)),
          provider.isSecret());
    } catch (UnresolvedException e) {
      throw e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed(name, key, "it was interrupted");
    } catch (Exception e) {
      String message = e.getMessage();
      throw failed(name, key, message == null ? e.getClass().getSimpleName() : message);
    }
  }

  private static UnresolvedException failed(String name, String key, String why) {
    return new UnresolvedException(
        "the provider '" + name + "' failed on '" + Problems.shown(key) + "'",
        Problems.reason(why),
        false);
  }

  private Found file(String name) throws UnresolvedException {
    String why;
    try {
      Path file = Path.of(name);
      files.add(file);
      if (Files.isDirectory(file)) {
        why = "it is a folder";
      } else if (Files.size(file) > LARGEST_VALUE) {
        why = "it is larger than " + LARGEST_VALUE + " bytes";
      } else {
        String text = Files.readString(file);
        return new Found(withoutLineEnd(text), true);
      }
    } catch (NoSuchFileException e) {
      why = "there is no such file";
    } catch (CharacterCodingException e) {
      why = "it is not UTF-8";
    } catch (IOException e) {
      why = "it cannot be read (" + e.getClass().getSimpleName() + ")";
    } catch (IllegalArgumentException e) {
      why = "that is no path";
    }
    throw new UnresolvedException(
        "the file " + Problems.quoted(name) + " gives no value: " + why,
        "expected a file of text that this process may read",
        false);
  }

  /** Most tools end a file with a line end that is no part of the secret. */
  private static String withoutLineEnd(String text) {
    int end = text.length();
    if (end > 0 && text.charAt(end - 1) == '\n') {
      end--;
      if (end > 0 && text.charAt(end - 1) == '\r') {
        end--;
      }
    }
    return text.substring(0, end);
  }
}
