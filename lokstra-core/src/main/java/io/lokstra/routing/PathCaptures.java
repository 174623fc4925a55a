package io.lokstra.routing;

import io.lokstra.http.RequestTarget;
import java.util.Arrays;

/**
 * What the parameters of a matched route stand for: bounds in the path, in the order of the
 * template. A value becomes a {@code String} when it is asked for.
 *
 * <p>Written by a {@link RouterEngine} in one look-up and read after it. Belongs to one request and
 * one thread; never pooled.
 */
public final class PathCaptures {
  private static final int[] NONE = {};

  private String path = "";
  private int[] bounds = NONE;
  private int used;
  private boolean escaped;

  /** Holds nothing, and allocates nothing before the first capture. */
  public PathCaptures() {}

  /**
   * Forgets everything and turns to {@code path}. Called by an engine at the start of a look-up.
   */
  public void begin(String path) {
    this.path = path;
    used = 0;
  }

  /**
   * Says that captured text has slashes and percent signs left encoded, as {@link
   * RequestTarget#hasEncodedSlash()} has it; {@link #value} then decodes them.
   */
  public void escaped(boolean escaped) {
    this.escaped = escaped;
  }

  /** Adds the capture of the next parameter: the path from {@code from} to {@code to}. */
  public void add(int from, int to) {
    int at = used;
    if (at + 2 > bounds.length) {
      bounds = Arrays.copyOf(bounds, Math.max(8, 2 * bounds.length));
    }
    bounds[at] = from;
    bounds[at + 1] = to;
    used = at + 2;
  }

  /** Drops captures until {@code size} are left: what an engine does when it turns back. */
  public void truncate(int size) {
    used = Math.min(used, 2 * size);
  }

  /** How many captures there are. */
  public int size() {
    return used >> 1;
  }

  /** Where capture {@code index} starts in the path. */
  public int start(int index) {
    return bounds[checked(index)];
  }

  /** Where capture {@code index} ends in the path, exclusive. */
  public int end(int index) {
    return bounds[checked(index) + 1];
  }

  /** The text of capture {@code index}, decoded. A new string each time. */
  public String value(int index) {
    String text = path.substring(start(index), end(index));
    return escaped ? RequestTarget.decodeSlashes(text) : text;
  }

  private int checked(int index) {
    if (index < 0 || index >= size()) {
      throw new IndexOutOfBoundsException("capture " + index + " of " + size());
    }
    return 2 * index;
  }

  /** Bounds only: values come from a client. */
  @Override
  public String toString() {
    return "PathCaptures" + Arrays.toString(Arrays.copyOf(bounds, used));
  }
}
