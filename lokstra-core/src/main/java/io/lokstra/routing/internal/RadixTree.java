package io.lokstra.routing.internal;

import io.lokstra.routing.PathCaptures;
import io.lokstra.routing.Segment;

/**
 * The routes of one method, as a compressed radix tree laid out in one array of numbers and one
 * string, so that a look-up touches few cache lines however many routes there are. Immutable.
 *
 * <p>Fixed text between two places where something else may stand is a <em>stretch</em>. Of all the
 * stretches that may follow at one place, the tree looks at the few characters that tell them apart
 * and then compares the one that is left (as D. Morrison's PATRICIA, 1968, does), instead of
 * walking down common prefixes one by one. A stretch ends with a route, with a choice, or both; a
 * choice is a further stretch, typed parameters, a parameter and a wildcard, tried in this order.
 *
 * <p><b>Why going back is cheap.</b> A stretch takes its own length of the path and a parameter
 * takes a whole segment, so the place in the path where a choice is tried depends on the choice
 * alone, and none is tried twice in a look-up. The cost of a look-up is therefore bounded by the
 * number of choices that can be reached at each depth, times the length of a segment for typed
 * parameters: never more than trying the routes one by one, and not exponential in the path.
 */
final class RadixTree {
  /** No route. */
  static final int NONE = -1;

  /** Nowhere to go on to: neither a branch, which is positive, nor a stretch, which is negative. */
  static final int NOWHERE = 0;

  // A branch; as many further nodes follow as its mask says, and one more.

  /** Which character of a stretch to look at. Past the end of the path it counts as 0. */
  static final int POSITION = 0;

  /** How that character finds its place: a shift in the low 5 bits, and a mask. */
  static final int PLACE = 1;

  static final int BRANCH_HEADER = 2;

  // A stretch; refered to by the complement of its index.

  static final int LENGTH = 0;

  /** Where it stands in {@link #text}. */
  static final int START = 1;

  /** The route that ends with it, or {@link #NONE}. */
  static final int ROUTE = 2;

  /** The index of the choice after it, or {@link #NOWHERE}. */
  static final int CHOICE = 3;

  static final int STRETCH_SIZE = 4;

  // A choice; typed parameters follow.

  /** The stretches that may follow. */
  static final int FIXED = 0;

  /** The route that ends with a parameter, or {@link #NONE}. */
  static final int PARAMETER_ROUTE = 1;

  /** The stretches that may follow a parameter and a slash, or {@link #NOWHERE}. */
  static final int PARAMETER_NEXT = 2;

  /** The route of a wildcard, or {@link #NONE}. */
  static final int WILDCARD = 3;

  /** How many typed parameters there are. */
  static final int TYPES = 4;

  static final int CHOICE_HEADER = 5;

  // A typed parameter.

  /** Index in {@link #types}. */
  static final int TYPE = 0;

  static final int TYPED_ROUTE = 1;

  static final int TYPED_NEXT = 2;

  static final int TYPED_SIZE = 3;

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
    return root == NOWHERE ? NONE : search(path, root, 0, captures);
  }

  /** Tries the stretches under {@code start}, a branch or a stretch, from {@code from} on. */
  private int search(String path, int start, int from, PathCaptures captures) {
    int[] tree = nodes;
    int end = path.length();
    int node = start;
    int at = from;
    while (true) {
      while (node > 0) {
        int position = at + tree[node + POSITION];
        int c = position < end ? path.charAt(position) : 0;
        int place = tree[node + PLACE];
        node = tree[node + BRANCH_HEADER + ((c >>> (place & 31)) & (place >>> 5))];
      }
      node = ~node;
      int length = tree[node + LENGTH];
      int choice = tree[node + CHOICE];
      int left = end - at - length;
      if ((left != 0 && (left < 0 || choice == NOWHERE))
          || (length != 0 && !path.regionMatches(at, text, tree[node + START], length))) {
        return NONE;
      }
      at += length;
      if (left == 0) {
        int route = tree[node + ROUTE];
        return route != NONE || choice == NOWHERE ? route : wildcard(choice, at, end, captures);
      }

      int mark = captures.size();
      int fixed = tree[choice + FIXED];
      if (fixed != NOWHERE) {
        int route = search(path, fixed, at, captures);
        if (route != NONE) {
          return route;
        }
        captures.truncate(mark);
      }
      int stop = segmentEnd(path, at, end);
      if (tree[choice + TYPES] != 0) {
        int route = typed(path, choice, at, stop, captures);
        if (route != NONE) {
          return route;
        }
      }
      if (stop > at) {
        if (stop == end) {
          int route = tree[choice + PARAMETER_ROUTE];
          if (route != NONE) {
            captures.add(at, stop);
            return route;
          }
        } else {
          int next = tree[choice + PARAMETER_NEXT];
          if (next != NOWHERE) {
            captures.add(at, stop);
            if (tree[choice + WILDCARD] == NONE) {
              node = next;
              at = stop + 1;
              continue;
            }
            int route = search(path, next, stop + 1, captures);
            if (route != NONE) {
              return route;
            }
            captures.truncate(mark);
          }
        }
      }
      return wildcard(choice, at, end, captures);
    }
  }

  /** Tries typed parameters on the segment from {@code at} to {@code stop}. */
  private int typed(String path, int choice, int at, int stop, PathCaptures captures) {
    int[] tree = nodes;
    int mark = captures.size();
    int entry = choice + CHOICE_HEADER;
    for (int left = tree[choice + TYPES]; left > 0; left--, entry += TYPED_SIZE) {
      Segment.Parameter type = types[tree[entry + TYPE]];
      int route = tree[entry + TYPED_ROUTE];
      int next = tree[entry + TYPED_NEXT];
      boolean ends = stop == path.length();
      if ((ends ? route != NONE : next != NOWHERE) && type.matches(path, at, stop)) {
        captures.add(at + type.prefix().length(), stop - type.suffix().length());
        if (!ends) {
          route = search(path, next, stop + 1, captures);
        }
        if (route != NONE) {
          return route;
        }
        captures.truncate(mark);
      }
    }
    return NONE;
  }

  private int wildcard(int choice, int at, int end, PathCaptures captures) {
    int route = nodes[choice + WILDCARD];
    if (route != NONE) {
      captures.add(at, end);
    }
    return route;
  }

  private static int segmentEnd(String path, int from, int end) {
    int at = from;
    while (at < end && path.charAt(at) != '/') {
      at++;
    }
    return at;
  }
}
