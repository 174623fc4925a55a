package io.lokstra.internal.config.file;

import io.lokstra.config.ConfigValue;
import io.lokstra.config.Origin;
import io.lokstra.internal.config.Problems;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/**
 * Reads one file of YAML 1.2 into a tree. Made of the parser's events, so that every value and
 * every key keeps its place, and so that nothing is made of a value but text: types come from the
 * options that read it, never from how a value looks.
 *
 * <p>Anchors and merge keys are understood, within bounds; tags, several documents, keys that are
 * no text and keys given twice are refused.
 */
final class YamlReader {

  /** How deep values may be nested; options are some six levels deep. */
  static final int DEEPEST = 64;

  /** How many values a file may have once its aliases are replaced by what they stand for. */
  static final int MOST_VALUES = 100_000;

  private static final Set<String> NOTHING = Set.of("", "~", "null", "Null", "NULL");

  /** Where something is and what it counts for. */
  private record Anchored(ConfigValue value, int size) {}

  private final String file;
  private final Problems problems;
  private final Map<Anchor, Anchored> anchors = new HashMap<>();
  private final Set<Anchor> open = new HashSet<>();
  private Iterator<Event> events = List.<Event>of().iterator();
  private int size;

  /** For a file that errors call {@code file}; what is wrong goes to {@code problems}. */
  YamlReader(String file, Problems problems) {
    this.file = file;
    this.problems = problems;
  }

  /** The tree; empty when the text cannot be read to its end. */
  Optional<ConfigValue.Mapping> read(String text) {
    LoadSettings settings =
        LoadSettings.builder().setLabel(file).setCodePointLimit(Integer.MAX_VALUE).build();
    try {
      events = new ParserImpl(settings, new StreamReader(settings, text));
      return document();
    } catch (YamlEngineException e) {
      YamlErrors.report(e, file, text, problems);
    } catch (TooMuchException e) {
      problems.notForConfiguration("", e.origin, e.problem(), e.remedy);
    }
    return Optional.empty();
  }

  private Optional<ConfigValue.Mapping> document() {
    events.next(); // of the stream
    ConfigValue root = new ConfigValue.Nothing(new Origin.InFile(file, 1, 1));
    if (events.next().getEventId() == Event.ID.DocumentStart) {
      root = value(events.next(), "", 0);
      events.next(); // the document's end
      Event after = events.next();
      if (after.getEventId() == Event.ID.DocumentStart) {
        problems.notForConfiguration(
            "",
            at(after),
            "a second document begins",
            "a file is one document: move what follows '---' to a file of its own");
        return Optional.empty();
      }
    }
    if (root instanceof ConfigValue.Mapping mapping) {
      return Optional.of(mapping);
    }
    if (root instanceof ConfigValue.Nothing) {
      return Optional.of(new ConfigValue.Mapping(Map.of(), root.origin()));
    }
    problems.wrongShape("", root, "keys with values, as in  server:");
    return Optional.empty();
  }

  private ConfigValue value(Event event, String path, int depth) {
    Origin.InFile here = at(event);
    if (event instanceof AliasEvent alias) {
      return anchored(alias, here);
    }
    if (++size > MOST_VALUES) {
      throw new TooMuchException(
          here, "the file has more than " + MOST_VALUES + " values", "divide it");
    }
    if (depth > DEEPEST) {
      throw new TooMuchException(
          here, "values are nested more than " + DEEPEST + " deep", "no option is as deep as that");
    }
    Optional<Anchor> anchor = ((NodeEvent) event).getAnchor();
    anchor.ifPresent(open::add);
    int before = size;
    ConfigValue value =
        switch (event.getEventId()) {
          case Scalar -> scalar((ScalarEvent) event, here, path);
          case SequenceStart -> sequence(event, here, path, depth);
          default -> mapping(event, here, path, depth);
        };
    if (anchor.isPresent()) {
      open.remove(anchor.get());
      anchors.put(anchor.get(), new Anchored(value, size - before + 1));
    }
    return value;
  }

  private ConfigValue anchored(AliasEvent alias, Origin.InFile here) {
    Anchor anchor = alias.getAlias();
    Anchored target = anchors.get(anchor);
    if (open.contains(anchor)) {
      throw new TooMuchException(
          here, "*" + anchor.getValue() + " stands inside of itself", "write the value out");
    }
    if (target == null) {
      throw new TooMuchException(
          here,
          "*" + anchor.getValue() + " stands for nothing",
          "mark the value before it with &" + anchor.getValue());
    }
    size += target.size();
    if (size > MOST_VALUES) {
      throw new TooMuchException(
          here,
          "the file has more than " + MOST_VALUES + " values once its aliases are replaced",
          "write out what is meant");
    }
    return target.value();
  }

  private ConfigValue scalar(ScalarEvent scalar, Origin.InFile here, String path) {
    boolean text = isTagged(scalar.getTag(), true, here, path);
    boolean nothing = scalar.isPlain() && !text && NOTHING.contains(scalar.getValue());
    return nothing
        ? new ConfigValue.Nothing(here)
        : new ConfigValue.Scalar(scalar.getValue(), here);
  }

  /** Whether a value is said to be text; any other tag is reported. */
  private boolean isTagged(Optional<String> tag, boolean scalar, Origin.InFile here, String path) {
    if (tag.isEmpty()) {
      return false;
    }
    if (scalar && (tag.get().equals("tag:yaml.org,2002:str") || tag.get().equals("!"))) {
      return true;
    }
    problems.notForConfiguration(
        path,
        here,
        "a value has a tag: " + Problems.shown(tag.get()),
        "leave it out: what a value is, is said by the option it belongs to");
    return false;
  }

  private ConfigValue sequence(Event start, Origin.InFile here, String path, int depth) {
    var _ = isTagged(((CollectionStartEvent) start).getTag(), false, here, path);
    List<ConfigValue> items = new ArrayList<>();
    Event next = events.next();
    while (next.getEventId() != Event.ID.SequenceEnd) {
      items.add(value(next, path + "[" + items.size() + "]", depth + 1));
      next = events.next();
    }
    return new ConfigValue.Sequence(items, here);
  }

  private ConfigValue mapping(Event start, Origin.InFile here, String path, int depth) {
    var _ = isTagged(((CollectionStartEvent) start).getTag(), false, here, path);
    Map<String, ConfigValue.Entry> entries = new LinkedHashMap<>();
    List<ConfigValue.Mapping> merged = new ArrayList<>();
    Event next = events.next();
    while (next.getEventId() != Event.ID.MappingEnd) {
      Origin.InFile keyPlace = at(next);
      String key = key(next, path, depth);
      String below = key == null ? path : Problems.below(path, key);
      ConfigValue value = value(events.next(), below, depth + 1);
      boolean merge = key != null && key.equals("<<") && ((ScalarEvent) next).isPlain();
      if (merge) {
        merge(value, keyPlace, path, merged);
      } else if (key != null) {
        ConfigValue.Entry first = entries.putIfAbsent(key, new ConfigValue.Entry(keyPlace, value));
        if (first != null) {
          problems.keyTwice(below, keyPlace, first.keyOrigin());
        }
      }
      next = events.next();
    }
    for (ConfigValue.Mapping other : merged) {
      other.entries().forEach(entries::putIfAbsent);
    }
    return new ConfigValue.Mapping(entries, here);
  }

  /** A key; null, and reported, when it is none. */
  private @Nullable String key(Event event, String path, int depth) {
    Origin.InFile here = at(event);
    ConfigValue key = event instanceof AliasEvent alias ? anchored(alias, here) : null;
    if (key == null) {
      key = value(event, path, depth + 1);
    }
    if (key instanceof ConfigValue.Scalar scalar && !scalar.text().isEmpty()) {
      if (scalar.text().contains("${")) {
        problems.notForConfiguration(
            path, here, "a key refers to a value", "only values may hold ${…}; write the key out");
        return null;
      }
      return scalar.text();
    }
    if (key instanceof ConfigValue.Nothing
        && event instanceof ScalarEvent plain
        && !plain.getValue().isEmpty()) {
      return plain.getValue();
    }
    problems.notForConfiguration(
        path,
        here,
        key instanceof ConfigValue.Sequence || key instanceof ConfigValue.Mapping
            ? "a key is a list or has keys of its own"
            : "a key is empty",
        "expected text, as in  listen: ':8080'  (a value that begins with '{' or '[' must be quoted)");
    return null;
  }

  private void merge(
      ConfigValue value, Origin.InFile here, String path, List<ConfigValue.Mapping> into) {
    List<ConfigValue> all =
        value instanceof ConfigValue.Sequence sequence ? sequence.items() : List.of(value);
    for (ConfigValue each : all) {
      if (each instanceof ConfigValue.Mapping mapping) {
        into.add(mapping);
      } else {
        problems.notForConfiguration(
            path,
            here,
            "'<<' takes in no keys",
            "expected an alias of keys with values: <<: *name");
      }
    }
  }

  private Origin.InFile at(Event event) {
    Mark mark = event.getStartMark().orElseThrow();
    return new Origin.InFile(file, mark.getLine() + 1, mark.getColumn() + 1);
  }

  /** The rest of the file cannot be understood, or is not worth it. */
  private static final class TooMuchException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Origin.InFile origin;
    private final String remedy;

    TooMuchException(Origin.InFile origin, String problem, String remedy) {
      super(problem, null, false, false);
      this.origin = origin;
      this.remedy = remedy;
    }

    String problem() {
      return String.valueOf(getMessage());
    }
  }
}
