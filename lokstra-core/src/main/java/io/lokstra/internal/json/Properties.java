package io.lokstra.internal.json;

import io.lokstra.internal.json.Variants.Tag;
import io.lokstra.internal.validation.Findings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonToken;
import tools.jackson.core.sym.PropertyNameMatcher;
import tools.jackson.core.util.Named;

/** Reads the properties of an object into places of an array. */
final class Properties {
  private static final Object ABSENT = new Object();
  private static final int NAMES_IN_A_MESSAGE = 20;

  private final List<String> names;
  private final Slot[] slots;
  private final Optional<Tag> tag;
  private final boolean ignoreUnknown;
  private final boolean duplicates;
  // Made when first needed, so that a program which never reads JSON never loads the parser.
  private volatile @Nullable PropertyNameMatcher matcher;

  Properties(
      List<String> names,
      Slot[] slots,
      Optional<Tag> tag,
      boolean ignoreUnknown,
      boolean duplicates) {
    this.names = names;
    this.slots = slots;
    this.tag = tag;
    this.ignoreUnknown = ignoreUnknown;
    this.duplicates = duplicates;
  }

  /**
   * Reads an object's properties.
   *
   * @param in with its parser on the start of the object, or on the name of its first property; on
   *     its end afterwards
   * @param values filled with the values
   * @return whether all could be had
   */
  boolean read(Reading in, @Nullable Object[] values) {
    PropertyNameMatcher known = matcher(in);
    Arrays.fill(values, ABSENT);
    Set<String> unknown = null;
    boolean tagged = false;
    boolean good = true;
    int index =
        in.parser.currentToken() == JsonToken.PROPERTY_NAME
            ? in.parser.currentNameMatch(known)
            : in.parser.nextNameMatch(known);
    for (; index != PropertyNameMatcher.MATCH_END_OBJECT; index = in.parser.nextNameMatch(known)) {
      String name = in.parser.currentName();
      in.findings.enter(name);
      in.parser.nextToken();
      boolean twice;
      if (index >= 0 && index < slots.length) {
        twice = values[index] != ABSENT;
        values[index] = slots[index].read(in);
        good &= !Findings.isFailed(values[index]);
      } else if (index == slots.length && tag.isPresent()) {
        twice = tagged;
        tagged = true;
        good &= isOwn(in);
      } else {
        unknown = unknown == null ? new HashSet<>() : unknown;
        twice = !unknown.add(name);
        in.skip(duplicates);
        good &= ignoreUnknown || refuse(in);
      }
      if (twice && !duplicates) {
        in.duplicate();
        good = false;
      }
      in.findings.leave();
    }
    return complete(values, in.findings) && good;
  }

  /** What the values are when there is no object at all. */
  boolean absent(@Nullable Object[] values, Findings findings) {
    Arrays.fill(values, ABSENT);
    return complete(values, findings);
  }

  /** Whether everything may be missing. */
  boolean mayBeMissing() {
    for (Slot slot : slots) {
      if (!slot.rules().mayBeMissing()) {
        return false;
      }
    }
    return true;
  }

  private boolean complete(@Nullable Object[] values, Findings findings) {
    boolean good = true;
    for (int i = 0; i < slots.length; i++) {
      if (values[i] == ABSENT) {
        findings.enter(names.get(i));
        values[i] = slots[i].rules().missing(findings);
        findings.leave();
        good &= !Findings.isFailed(values[i]);
      }
    }
    return good;
  }

  private boolean isOwn(Reading in) {
    String own = tag.orElseThrow().name();
    if (in.parser.currentToken() == JsonToken.VALUE_STRING && own.equals(in.parser.getString())) {
      return true;
    }
    in.mismatch("\"" + own + "\"");
    return false;
  }

  private boolean refuse(Reading in) {
    StringBuilder message = new StringBuilder("Is not known here; known are ");
    for (int i = 0; i < names.size() && i < NAMES_IN_A_MESSAGE; i++) {
      message.append(i == 0 ? "" : ", ").append(names.get(i));
    }
    message.append(names.size() > NAMES_IN_A_MESSAGE ? ", …" : "").append('.');
    in.findings.invalid("unknown", names.isEmpty() ? "Is not known here." : message.toString());
    return false;
  }

  private PropertyNameMatcher matcher(Reading in) {
    PropertyNameMatcher made = matcher;
    if (made == null) {
      List<Named> all = new ArrayList<>();
      for (String name : names) {
        all.add(Named.fromString(name));
      }
      tag.ifPresent(it -> all.add(Named.fromString(it.property())));
      made = in.input().factory().constructNameMatcher(all, false);
      matcher = made;
    }
    return made;
  }
}
