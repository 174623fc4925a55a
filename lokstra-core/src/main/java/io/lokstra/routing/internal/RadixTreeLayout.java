package io.lokstra.routing.internal;

import io.lokstra.routing.Segment;
import io.lokstra.routing.internal.RadixTreeBuilder.Node;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Lays out a grown tree as a {@link RadixTree}. */
final class RadixTreeLayout {

  /** The text from one choice to the next, or to the end of a route. */
  private record Stretch(String text, Node node) {

    /** The character at {@code position}, 0 where the path must have ended. */
    char at(int position) {
      return position < text.length() ? text.charAt(position) : 0;
    }
  }

  private int[] layout = new int[256];
  private int used = 1; // no branch at 0, which means nowhere; nor a stretch, to keep it simple
  private final StringBuilder text = new StringBuilder();
  private final List<Segment.Parameter> types = new ArrayList<>();

  RadixTree build(Node root) {
    int start = lay(stretches(root));
    return new RadixTree(
        Arrays.copyOf(layout, used),
        text.toString(),
        types.toArray(new Segment.Parameter[0]),
        start);
  }

  /** The stretches that begin right after {@code node}. */
  private static List<Stretch> stretches(Node node) {
    List<Stretch> found = new ArrayList<>();
    for (Node child : node.children.values()) {
      collect("", child, found);
    }
    return found;
  }

  private static void collect(String before, Node node, List<Stretch> found) {
    String here = before + node.text;
    if (node.route != RadixTree.NONE || node.isChoice()) {
      found.add(new Stretch(here, node));
    }
    if (!node.isChoice()) {
      for (Node child : node.children.values()) {
        collect(here, child, found);
      }
    }
  }

  /** The stretches after a parameter and a slash. */
  private static List<Stretch> stretchesAfterSlash(Node parameter) {
    List<Stretch> after = stretches(parameter);
    after.replaceAll(stretch -> new Stretch(stretch.text().substring(1), stretch.node()));
    return after;
  }

  /** Lays out a way to tell {@code stretches} apart, and themselves. */
  private int lay(List<Stretch> stretches) {
    if (stretches.isEmpty()) {
      return RadixTree.NOWHERE;
    }
    if (stretches.size() == 1) {
      return ~stretch(stretches.getFirst());
    }
    int position = bestPosition(stretches);
    TreeMap<Character, List<Stretch>> groups = new TreeMap<>();
    for (Stretch stretch : stretches) {
      groups.computeIfAbsent(stretch.at(position), _ -> new ArrayList<>()).add(stretch);
    }
    int place = place(groups.keySet());
    int places = (place >>> 5) + 1;
    int at = reserve(RadixTree.BRANCH_HEADER + places);
    layout[at + RadixTree.POSITION] = position;
    layout[at + RadixTree.PLACE] = place;
    int branches = at + RadixTree.BRANCH_HEADER;
    for (Map.Entry<Character, List<Stretch>> group : groups.entrySet()) {
      int next = lay(group.getValue());
      layout[branches + ((group.getKey() >>> (place & 31)) & (place >>> 5))] = next;
    }
    fillPlaces(branches, places);
    return at;
  }

  /**
   * Leads every other character to some stretch, which then turns out not to be there: cheaper than
   * asking at each branch whether it leads anywhere.
   */
  private void fillPlaces(int branches, int places) {
    int any = RadixTree.NOWHERE;
    for (int i = 0; i < places && any >= 0; i++) {
      int next = layout[branches + i];
      any = next == RadixTree.NOWHERE ? any : next;
    }
    for (int i = 0; i < places; i++) {
      if (layout[branches + i] == RadixTree.NOWHERE) {
        layout[branches + i] = any;
      }
    }
  }

  /**
   * The position that parts {@code stretches} into the most groups; the first of several. Only
   * positions inside of every stretch that a choice follows count, for the path goes on after
   * those. There always is one: none of these is the beginning of another stretch, and where
   * another is theirs, its end tells them apart.
   */
  private static int bestPosition(List<Stretch> stretches) {
    int limit = 0;
    int shortestChoice = Integer.MAX_VALUE;
    for (Stretch stretch : stretches) {
      limit = Math.max(limit, stretch.text().length());
      if (stretch.node().isChoice()) {
        shortestChoice = Math.min(shortestChoice, stretch.text().length());
      }
    }
    limit = Math.min(limit, shortestChoice);
    int best = 0;
    int most = 0;
    for (int position = 0; position < limit; position++) {
      Set<Character> characters = new HashSet<>();
      for (Stretch stretch : stretches) {
        characters.add(stretch.at(position));
      }
      if (characters.size() > most) {
        most = characters.size();
        best = position;
      }
    }
    return best;
  }

  /**
   * The smallest mask, and the shift before it, under which no two of {@code characters} meet: a
   * perfect hash. Letters of one case never need more than five bits.
   */
  private static int place(Set<Character> characters) {
    for (int bits = 0; ; bits++) {
      int mask = (1 << bits) - 1;
      for (int shift = 0; shift <= 16 - bits; shift++) {
        Set<Integer> places = new HashSet<>();
        for (char c : characters) {
          places.add((c >>> shift) & mask);
        }
        if (places.size() == characters.size()) {
          return mask << 5 | shift;
        }
      }
    }
  }

  private int stretch(Stretch stretch) {
    Node node = stretch.node();
    int at = reserve(RadixTree.STRETCH_SIZE);
    layout[at + RadixTree.LENGTH] = stretch.text().length();
    layout[at + RadixTree.START] = text.length();
    text.append(stretch.text());
    layout[at + RadixTree.ROUTE] = node.route;
    if (node.isChoice()) {
      int choice = choice(node);
      layout[at + RadixTree.CHOICE] = choice;
    }
    return at;
  }

  private int choice(Node node) {
    int at = reserve(RadixTree.CHOICE_HEADER + RadixTree.TYPED_SIZE * node.typed.size());
    layout[at + RadixTree.WILDCARD] = node.wildcard;
    layout[at + RadixTree.TYPES] = node.typed.size();
    int fixed = lay(stretches(node));
    layout[at + RadixTree.FIXED] = fixed;
    int entry = at + RadixTree.CHOICE_HEADER;
    for (Map.Entry<Segment.Parameter, Node> typed : node.typed.entrySet()) {
      layout[entry + RadixTree.TYPE] = types.size();
      types.add(typed.getKey());
      layout[entry + RadixTree.TYPED_ROUTE] = typed.getValue().route;
      int next = lay(stretchesAfterSlash(typed.getValue()));
      layout[entry + RadixTree.TYPED_NEXT] = next;
      entry += RadixTree.TYPED_SIZE;
    }
    @Nullable Node parameter = node.parameter;
    if (parameter == null) {
      layout[at + RadixTree.PARAMETER_ROUTE] = RadixTree.NONE;
    } else {
      layout[at + RadixTree.PARAMETER_ROUTE] = parameter.route;
      int next = lay(stretchesAfterSlash(parameter));
      layout[at + RadixTree.PARAMETER_NEXT] = next;
    }
    return at;
  }

  private int reserve(int size) {
    int at = used;
    used += size;
    if (used > layout.length) {
      layout = Arrays.copyOf(layout, 2 * used);
    }
    return at;
  }
}
