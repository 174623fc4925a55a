package io.lokstra.routing.internal;

import io.lokstra.routing.PathTemplate;
import io.lokstra.routing.Segment;
import io.lokstra.routing.SegmentType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Grows a radix tree from templates, in any order, and lays it out as a {@link RadixTree}. */
final class RadixTreeBuilder {

  /** A node while the tree grows; its text includes the character that leads to it. */
  private static final class Node {
    String text;
    int route = RadixTree.NONE;
    int wildcard = RadixTree.NONE;
    @Nullable Node parameter;
    // Sorted, so that the tree does not depend on the order of registration.
    final TreeMap<Character, Node> children = new TreeMap<>();
    final TreeMap<Segment.Parameter, Node> typed = new TreeMap<>(Segment::compare);

    Node(String text) {
      this.text = text;
    }

    boolean isOnlyAStep() {
      return route == RadixTree.NONE
          && wildcard == RadixTree.NONE
          && parameter == null
          && typed.isEmpty()
          && children.size() == 1;
    }
  }

  private final Node root = new Node("");
  private int[] layout = new int[256];
  private int used = 1; // 0 means "no node"
  private final StringBuilder text = new StringBuilder();
  private final List<Segment.Parameter> types = new ArrayList<>();

  /** Adds a route; the caller has seen to it that no other has the same shape. */
  void add(PathTemplate template, int route) {
    Node node = root;
    StringBuilder fixed = new StringBuilder();
    for (Segment segment : template.segments()) {
      fixed.append('/');
      switch (segment) {
        case Segment.Literal literal -> fixed.append(literal.text());
        case Segment.Parameter parameter -> {
          node = descend(node, fixed.toString());
          fixed.setLength(0);
          node = parameter(node, parameter);
        }
        case Segment.Wildcard _ -> {
          descend(node, fixed.toString()).wildcard = route;
          return;
        }
      }
    }
    descend(node, fixed.toString()).route = route;
  }

  private static Node parameter(Node node, Segment.Parameter parameter) {
    if (parameter.type().equals(SegmentType.TEXT)
        && parameter.prefix().isEmpty()
        && parameter.suffix().isEmpty()) {
      Node next = node.parameter;
      if (next == null) {
        next = new Node("");
        node.parameter = next;
      }
      return next;
    }
    return node.typed.computeIfAbsent(parameter, _ -> new Node(""));
  }

  /** The node that is reached from {@code start} by {@code fixed}, made if it is not there. */
  private static Node descend(Node start, String fixed) {
    Node node = start;
    int at = 0;
    while (at < fixed.length()) {
      Node child = node.children.get(fixed.charAt(at));
      if (child == null) {
        child = new Node(fixed.substring(at));
        node.children.put(fixed.charAt(at), child);
        return child;
      }
      int common = common(child.text, fixed, at);
      if (common < child.text.length()) {
        Node upper = new Node(child.text.substring(0, common));
        child.text = child.text.substring(common);
        upper.children.put(child.text.charAt(0), child);
        node.children.put(upper.text.charAt(0), upper);
        child = upper;
      }
      at += common;
      node = child;
    }
    return node;
  }

  private static int common(String one, String other, int from) {
    int length = Math.min(one.length(), other.length() - from);
    int at = 0;
    while (at < length && one.charAt(at) == other.charAt(from + at)) {
      at++;
    }
    return at;
  }

  RadixTree build() {
    int start = lay(root, 0);
    return new RadixTree(
        Arrays.copyOf(layout, used),
        text.toString(),
        types.toArray(Segment.Parameter[]::new),
        start);
  }

  /**
   * Lays out {@code given} and what is below it, parents before children, so that what is walked
   * together lies together.
   *
   * @param skip how many characters of its text were read on the way to it
   */
  private int lay(Node given, int skip) {
    Node node = given;
    if (node.text.isEmpty() && node.isOnlyAStep()) {
      node = node.children.firstEntry().getValue();
    }
    int at = reserve(RadixTree.HEADER);
    layout[at + RadixTree.TEXT_START] = text.length();
    layout[at + RadixTree.TEXT_LENGTH] = node.text.length() - skip;
    text.append(node.text, skip, node.text.length());
    layout[at + RadixTree.ROUTE] = node.route;
    layChildren(node, at);
    Node parameter = node.parameter;
    if (parameter != null) {
      int next = lay(parameter, 0);
      layout[at + RadixTree.PARAMETER] = next;
    }
    if (node.wildcard != RadixTree.NONE || !node.typed.isEmpty()) {
      laySpecial(node, at);
    }
    return at;
  }

  private void layChildren(Node node, int at) {
    int count = node.children.size();
    if (count == 0) {
      return;
    }
    char first = node.children.firstKey();
    int width = node.children.lastKey() - first + 1;
    boolean asTable = count >= RadixTree.TABLE_FROM && width <= 128;
    int entries = reserve(asTable ? 1 + width : 2 * count);
    layout[at + RadixTree.CHILDREN] = asTable ? -width : count;
    if (asTable) {
      layout[entries] = first;
    }
    int index = 0;
    for (Map.Entry<Character, Node> child : node.children.entrySet()) {
      int next = lay(child.getValue(), 1);
      if (asTable) {
        layout[entries + 1 + child.getKey() - first] = next;
      } else {
        layout[entries + 2 * index] = child.getKey();
        layout[entries + 2 * index + 1] = next;
      }
      index++;
    }
  }

  private void laySpecial(Node node, int at) {
    int special = reserve(2 + 2 * node.typed.size());
    layout[at + RadixTree.SPECIAL] = special;
    layout[special] = node.wildcard;
    layout[special + 1] = node.typed.size();
    int entry = special + 2;
    for (Map.Entry<Segment.Parameter, Node> typed : node.typed.entrySet()) {
      int next = lay(typed.getValue(), 0);
      layout[entry] = types.size();
      layout[entry + 1] = next;
      types.add(typed.getKey());
      entry += 2;
    }
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
