package io.lokstra.routing.internal;

import io.lokstra.routing.PathCaptures;
import io.lokstra.routing.Segment;

/**
 * The routes of one method, as a compressed radix tree laid out in one array of numbers and one
 * string, so that a look-up touches few cache lines however many routes there are. Immutable.
 *
 * <p>A node is fixed text, and after it either the end of a route or what may follow: further
 * nodes, told apart by their first character; a parameter; typed parameters; a wildcard. Text never
 * ends inside a segment that has a parameter.
 *
 * <p><b>Why going back is cheap.</b> Fixed text takes its own length of the path and a parameter
 * takes a whole segment, so the place in the path where a node is tried depends on the node alone,
 * and no node is tried twice in a look-up. Its cost is therefore bounded by the number of nodes
 * that can be reached at each depth, times the length of a segment for typed parameters: never more
 * than trying the routes one by one, and not exponential in the path.
 */
final class RadixTree {
  /** No route. */
  static final int NONE = -1;

  // What a node consists of, in order.

  /** Index of its text in {@link #text}. The text is without the character that led here. */
  static final int TEXT_START = 0;

  static final int TEXT_LENGTH = 1;

  /** The route that ends here, or {@link #NONE}. */
  static final int ROUTE = 2;

  /** The node after a parameter that takes anything, or 0. */
  static final int PARAMETER = 3;

  /** The index of what is rare, or 0: the wildcard's route, a count, pairs of type and node. */
  static final int SPECIAL = 4;

  /** How many characters may follow; pairs of character and node come after. */
  static final int CHILDREN = 5;

  static final int HEADER = 6;

  /** From this number of children on they are a table by character, {@link #CHILDREN} negative. */
  static final int TABLE_FROM = 5;

  private final int[] nodes;
  private final String text;
  private final Segment.Parameter[] types;
  private final int root;

  RadixTree(int[] nodes, String text, Segment.Parameter[] types, int root) {
    this.nodes = nodes;
    this.text = text;
    this.types = types;
    this.root = root;
  }

  /** The index of the route that matches {@code path} best, or {@link #NONE}. */
  int find(String path, PathCaptures captures) {
    captures.begin(path);
    return search(path, root, 0, captures);
  }

  private int search(String path, int start, int from, PathCaptures captures) {
    int[] tree = nodes;
    int end = path.length();
    int node = start;
    int at = from;
    while (true) {
      int length = tree[node + TEXT_LENGTH];
      if (length > 0) {
        if (!path.regionMatches(at, text, tree[node + TEXT_START], length)) {
          return NONE;
        }
        at += length;
      }
      int special = tree[node + SPECIAL];
      if (at >= end) {
        int route = tree[node + ROUTE];
        return route != NONE || special == 0 ? route : wildcard(special, at, end, captures);
      }
      int child = child(node, path.charAt(at));
      int parameter = tree[node + PARAMETER];
      if ((parameter | special) == 0) {
        if (child == 0) {
          return NONE;
        }
        node = child;
        at++;
        continue;
      }

      int mark = captures.size();
      if (child != 0) {
        int route = search(path, child, at + 1, captures);
        if (route != NONE) {
          return route;
        }
        captures.truncate(mark);
      }
      int stop = segmentEnd(path, at, end);
      if (special != 0) {
        int route = typed(path, special, at, stop, captures);
        if (route != NONE) {
          return route;
        }
      }
      boolean wildcardFollows = special != 0 && tree[special] != NONE;
      if (parameter != 0 && stop > at) {
        captures.add(at, stop);
        if (!wildcardFollows) {
          node = parameter;
          at = stop;
          continue;
        }
        int route = search(path, parameter, stop, captures);
        if (route != NONE) {
          return route;
        }
        captures.truncate(mark);
      }
      return wildcardFollows ? wildcard(special, at, end, captures) : NONE;
    }
  }

  /** Tries typed parameters on the segment from {@code at} to {@code stop}. */
  private int typed(String path, int special, int at, int stop, PathCaptures captures) {
    int mark = captures.size();
    int entry = special + 2;
    for (int left = nodes[entry - 1]; left > 0; left--, entry += 2) {
      Segment.Parameter type = types[nodes[entry]];
      if (type.matches(path, at, stop)) {
        captures.add(at + type.prefix().length(), stop - type.suffix().length());
        int route = search(path, nodes[entry + 1], stop, captures);
        if (route != NONE) {
          return route;
        }
        captures.truncate(mark);
      }
    }
    return NONE;
  }

  private int wildcard(int special, int at, int end, PathCaptures captures) {
    int route = nodes[special];
    if (route != NONE) {
      captures.add(at, end);
    }
    return route;
  }

  /** The node after {@code node} whose text begins with {@code c}, or 0. */
  private int child(int node, char c) {
    int[] tree = nodes;
    int entry = node + HEADER;
    int count = tree[node + CHILDREN];
    if (count < 0) {
      int index = c - tree[entry];
      return index >= 0 && index < -count ? tree[entry + 1 + index] : 0;
    }
    for (int last = entry + 2 * count; entry < last; entry += 2) {
      if (tree[entry] == c) {
        return tree[entry + 1];
      }
    }
    return 0;
  }

  private static int segmentEnd(String path, int from, int end) {
    int at = from;
    while (at < end && path.charAt(at) != '/') {
      at++;
    }
    return at;
  }
}
