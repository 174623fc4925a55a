package io.lokstra.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * Names and values of a query or of a form, decoded, in the order they were sent; a name may come
 * more than once. Immutable.
 *
 * <p>As the WHATWG URL standard reads them: pairs are parted by {@code &}, empty pairs are skipped,
 * {@code +} is a space, a pair without {@code =} has an empty value. Unlike there, what cannot be
 * decoded is an error and not a replacement character.
 */
public final class QueryParameters {
  /** Most parameters accepted where nothing else is said. */
  public static final int DEFAULT_LIMIT = 1000;

  private static final QueryParameters EMPTY = new QueryParameters(List.of());

  /** Names at even indexes, each followed by its value. */
  private final List<String> pairs;

  private QueryParameters(List<String> pairs) {
    this.pairs = pairs;
  }

  /** No parameters. */
  public static QueryParameters empty() {
    return EMPTY;
  }

  /** Parameters that were read elsewhere: names at even indexes, each followed by its value. */
  static QueryParameters of(List<String> pairs) {
    return pairs.isEmpty() ? EMPTY : new QueryParameters(List.copyOf(pairs));
  }

  /**
   * Reads a query.
   *
   * @param query without its question mark
   * @param limit most parameters accepted
   * @throws HttpException 400 when there are more, or when one cannot be decoded
   */
  public static QueryParameters parse(String query, int limit) {
    if (query.isEmpty()) {
      return EMPTY;
    }
    byte[] bytes = query.getBytes(StandardCharsets.UTF_8);
    return parse("query", bytes, 0, bytes.length, limit);
  }

  /**
   * Reads a form body.
   *
   * @param bytes holds the body; not kept
   * @param from index of its first byte
   * @param to index after its last byte
   * @param limit most parameters accepted
   * @throws HttpException 400 when there are more, or when one cannot be decoded
   */
  public static QueryParameters parseForm(byte[] bytes, int from, int to, int limit) {
    return from == to ? EMPTY : parse("form", bytes, from, to, limit);
  }

  private static QueryParameters parse(String what, byte[] bytes, int from, int to, int limit) {
    List<String> pairs = new ArrayList<>(8);
    int at = from;
    while (at <= to) {
      int end = at;
      int equals = -1;
      while (end < to && bytes[end] != '&') {
        if (equals < 0 && bytes[end] == '=') {
          equals = end;
        }
        end++;
      }
      if (end > at) {
        if (pairs.size() >= 2 * limit) {
          throw new HttpException(
              400,
              "too_many_parameters",
              "The " + what + " has more than " + limit + " parameters.");
        }
        addPair(what, bytes, at, equals < 0 ? end : equals, end, pairs);
      }
      at = end + 1;
    }
    return pairs.isEmpty() ? EMPTY : new QueryParameters(Collections.unmodifiableList(pairs));
  }

  private static void addPair(
      String what, byte[] bytes, int start, int nameEnd, int end, List<String> pairs) {
    String name;
    try {
      name = PercentDecoder.formText(bytes, start, nameEnd);
    } catch (PercentDecoder.Malformed e) {
      throw new HttpException(
          400,
          "bad_parameter",
          "The name of " + what + " parameter " + (pairs.size() / 2 + 1) + ": " + e.getMessage());
    }
    try {
      pairs.add(name);
      pairs.add(nameEnd == end ? "" : PercentDecoder.formText(bytes, nameEnd + 1, end));
    } catch (PercentDecoder.Malformed e) {
      throw new HttpException(
          400,
          "bad_parameter",
          "The value of " + what + " parameter '" + printable(name) + "': " + e.getMessage());
    }
  }

  /** At most 64 characters of {@code name}, harmless in logs and terminals. */
  private static String printable(String name) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < name.length() && i < 64; i++) {
      char c = name.charAt(i);
      text.append(c >= ' ' && c < 127 && c != '\'' ? c : '?');
    }
    return name.length() > 64 ? text.append("...").toString() : text.toString();
  }

  /** How many parameters there are, each occurrence counted. */
  public int size() {
    return pairs.size() / 2;
  }

  /** The name of parameter {@code index}. */
  public String name(int index) {
    return pairs.get(2 * index);
  }

  /** The value of parameter {@code index}. */
  public String value(int index) {
    return pairs.get(2 * index + 1);
  }

  /** Whether {@code name} was sent at all. */
  public boolean contains(String name) {
    return indexOf(name, 0) >= 0;
  }

  /** The value sent first under {@code name}. */
  public Optional<String> first(String name) {
    int at = indexOf(name, 0);
    return at < 0 ? Optional.empty() : Optional.of(value(at));
  }

  /** All values sent under {@code name}, in their order; empty when there is none. */
  public List<String> all(String name) {
    int at = indexOf(name, 0);
    if (at < 0) {
      return List.of();
    }
    List<String> values = new ArrayList<>(2);
    for (; at >= 0; at = indexOf(name, at + 1)) {
      values.add(value(at));
    }
    return Collections.unmodifiableList(values);
  }

  /** The names, each once, in the order of their first occurrence. */
  public Set<String> names() {
    Set<String> names = new LinkedHashSet<>();
    for (int i = 0; i < size(); i++) {
      names.add(name(i));
    }
    return Collections.unmodifiableSet(names);
  }

  /**
   * The parameters written as a map: {@code filter[status]=open&filter[tag]=a&filter[tag]=b} gives
   * {@code {status=[open], tag=[a, b]}} for the prefix {@code filter}. Keys in the order of their
   * first occurrence; a name is a key when it is the prefix and one pair of brackets and nothing
   * else.
   */
  public Map<String, List<String>> map(String prefix) {
    Map<String, List<String>> values = new LinkedHashMap<>();
    for (int i = 0; i < size(); i++) {
      String name = name(i);
      int open = prefix.length();
      if (name.length() > open + 1
          && name.charAt(open) == '['
          && name.indexOf(']') == name.length() - 1
          && name.startsWith(prefix)) {
        values
            .computeIfAbsent(name.substring(open + 1, name.length() - 1), _ -> new ArrayList<>(2))
            .add(value(i));
      }
    }
    values.replaceAll((_, list) -> Collections.unmodifiableList(list));
    return Collections.unmodifiableMap(values);
  }

  /** Calls {@code consumer} with name and value of each parameter. */
  public void forEach(BiConsumer<? super String, ? super String> consumer) {
    for (int i = 0; i < size(); i++) {
      consumer.accept(name(i), value(i));
    }
  }

  private int indexOf(String name, int from) {
    for (int i = from; i < size(); i++) {
      if (name(i).equals(name)) {
        return i;
      }
    }
    return -1;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof QueryParameters parameters && pairs.equals(parameters.pairs);
  }

  @Override
  public int hashCode() {
    return pairs.hashCode();
  }

  /** Names only: values may be secrets. */
  @Override
  public String toString() {
    return "QueryParameters" + names();
  }
}
