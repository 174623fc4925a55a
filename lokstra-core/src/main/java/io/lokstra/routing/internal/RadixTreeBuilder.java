package io.lokstra.routing.internal;

import io.lokstra.routing.PathTemplate;
import io.lokstra.routing.Segment;
import io.lokstra.routing.SegmentType;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Grows a radix tree from templates, in any order. {@link RadixTreeLayout} lays it out. */
final class RadixTreeBuilder {

  /** A node while the tree grows; its text includes the character that leads to it. */
  static final class Node {
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

    /** Whether something else than fixed text may follow. */
    boolean isChoice() {
      return wildcard != RadixTree.NONE || parameter != null || !typed.isEmpty();
    }
  }

  private final Node root = new Node("");

  /** Adds a route; the caller has seen to it that no other has the same shape. */
  void add(PathTemplate template, int route) {
    Node node = root;
    StringBuilder fixed = new StringBuilder();
    for (Segment segment : template.segments()) {
      fixed.append('/');
      if (segment instanceof Segment.Literal literal) {
        fixed.append(literal.text());
      } else if (segment instanceof Segment.Parameter parameter) {
        node = descend(node, fixed.toString());
        fixed.setLength(0);
        node = parameter(node, parameter);
      } else {
        descend(node, fixed.toString()).wildcard = route;
        return;
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
    return new RadixTreeLayout().build(root);
  }
}
