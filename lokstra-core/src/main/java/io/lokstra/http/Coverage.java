package io.lokstra.http;

import io.lokstra.routing.PathTemplate;
import io.lokstra.routing.Segment;
import io.lokstra.routing.SegmentType;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whose a path without a route is: which routers' prefixes it begins with. Several may cover one
 * path, the outer around the inner, or {@code /{tenant}} beside {@code /shop}; all sets that there
 * can be are found when this is made, and the answers for each are composed then.
 *
 * <p>The prefixes are a tree of segments, and this is the automaton of that tree: one {@link Place}
 * for each set of branches that the beginning of a path can lead to.
 */
final class Coverage {
  /** Far more than routers in use have; without a bound, parameters could multiply for ever. */
  private static final int MAX_PLACES = 4_096;

  private final Place root;

  private Coverage(Place root) {
    this.root = root;
  }

  /** A router that is not a group, what its paths begin with, and the scopes around its routes. */
  record Mount(PathTemplate prefix, List<Scope> scopes) {}

  /** What answers where the same routers cover a path. */
  record Answers(Endpoint notFound, Endpoint encodedSlash) {}

  /**
   * Finds all places and composes their answers.
   *
   * @param around the scopes of the server and its apps
   * @param problems receives a sentence when the prefixes overlap in too many ways
   */
  static Coverage of(
      Misses.Frame frame, List<Scope> around, List<Mount> mounts, List<String> problems) {
    Branch trunk = new Branch();
    List<Mount> distinct = distinct(mounts);
    for (int i = 0; i < distinct.size(); i++) {
      trunk.add(distinct.get(i).prefix(), i);
    }
    Maker maker = new Maker(frame, around, distinct);
    Place root = maker.place(Set.of(trunk), new BitSet());
    if (maker.places > MAX_PLACES) {
      problems.add(
          "the prefixes of the routers overlap in more than "
              + MAX_PLACES
              + " ways; mount routers below fixed text rather than parameters side by side with it");
    }
    return new Coverage(root);
  }

  /**
   * The mounts that can claim a path. Of several routers with one prefix none can: the middleware
   * of one, such as a demand for credentials, must not answer for another.
   */
  private static List<Mount> distinct(List<Mount> mounts) {
    Map<String, Integer> count = new HashMap<>();
    for (Mount mount : mounts) {
      count.merge(begin(mount), 1, Integer::sum);
    }
    List<Mount> distinct = new ArrayList<>();
    for (Mount mount : mounts) {
      if (count.getOrDefault(begin(mount), 0) == 1) {
        distinct.add(mount);
      }
    }
    return distinct;
  }

  private static String begin(Mount mount) {
    String shape = mount.prefix().shape();
    return shape.endsWith("/") ? shape.substring(0, shape.length() - 1) : shape;
  }

  /** What answers {@code path}. */
  Answers at(String path) {
    Place at = root;
    int from = 1;
    while (from <= path.length()) {
      int slash = path.indexOf('/', from);
      int to = slash < 0 ? path.length() : slash;
      Place next = at.next(path, from, to);
      if (next == null) {
        break;
      }
      at = next;
      from = to + 1;
    }
    return at.answers;
  }

  /** A place in the tree of prefixes. */
  private static final class Branch {
    final Map<String, Branch> literals = new LinkedHashMap<>();
    final Map<String, Pattern> patterns = new LinkedHashMap<>();
    final BitSet mounts = new BitSet();

    private record Pattern(Segment.Parameter parameter, Branch branch) {}

    void add(PathTemplate prefix, int index) {
      Branch at = this;
      for (Segment segment : prefix.segments()) {
        switch (segment) {
          case Segment.Literal literal when literal.text().isEmpty() -> {
            // A slash at the end of a prefix: all that is below it begins so anyway.
          }
          case Segment.Literal literal ->
              at = at.literals.computeIfAbsent(literal.text(), _ -> new Branch());
          case Segment.Parameter parameter ->
              at =
                  at.patterns
                      .computeIfAbsent(shape(parameter), _ -> new Pattern(parameter, new Branch()))
                      .branch();
          case Segment.Wildcard _ -> {
            // Takes all that is left, so whatever is above it is covered.
          }
        }
      }
      at.mounts.set(index);
    }

    private static String shape(Segment.Parameter parameter) {
      return parameter.prefix() + "{" + parameter.type() + "}" + parameter.suffix();
    }
  }

  /** Where the beginning of a path leads. */
  private static final class Place {
    final Answers answers;
    private final Map<String, Place> literals = new HashMap<>();
    private List<Segment.Parameter> parameters = List.of();
    private @Nullable Place[] byMatches = {};

    Place(Answers answers) {
      this.answers = answers;
    }

    /** Where the segment from {@code from} to {@code to} leads on; null where to nothing new. */
    @Nullable Place next(String path, int from, int to) {
      if (!literals.isEmpty()) {
        Place fixed = literals.get(path.substring(from, to));
        if (fixed != null) {
          return fixed;
        }
      }
      int matches = 0;
      for (int i = 0; i < parameters.size(); i++) {
        if (parameters.get(i).matches(path, from, to)) {
          matches |= 1 << i;
        }
      }
      return matches == 0 ? null : byMatches[matches];
    }
  }

  /** Makes the places. */
  private static final class Maker {
    private final Misses.Frame frame;
    private final List<Scope> around;
    private final List<Mount> mounts;
    private final Map<BitSet, Answers> answers = new HashMap<>();
    private final Handler notFound = new Misses.Constant(Response.error(Failure.of(404)));
    private final Handler encodedSlash =
        new Misses.Constant(
            Response.error(Failure.of(400, "An encoded slash (%2F) is not taken in this path.")));
    int places;

    Maker(Misses.Frame frame, List<Scope> around, List<Mount> mounts) {
      this.frame = frame;
      this.around = around;
      this.mounts = mounts;
    }

    Place place(Set<Branch> branches, BitSet before) {
      places++;
      BitSet covered = (BitSet) before.clone();
      Set<String> texts = new LinkedHashSet<>();
      Map<String, Segment.Parameter> patterns = new LinkedHashMap<>();
      for (Branch branch : branches) {
        covered.or(branch.mounts);
        texts.addAll(branch.literals.keySet());
        branch.patterns.forEach((shape, pattern) -> patterns.put(shape, pattern.parameter()));
      }
      Place place = new Place(answers(covered));
      // 2 to the number of patterns of one place, so that many of them are too many too.
      if (places + texts.size() > MAX_PLACES || patterns.size() > 12) {
        places = MAX_PLACES + 1;
        return place;
      }
      for (String text : texts) {
        Set<Branch> next = new LinkedHashSet<>();
        for (Branch branch : branches) {
          Branch fixed = branch.literals.get(text);
          if (fixed != null) {
            next.add(fixed);
          }
          for (Branch.Pattern pattern : branch.patterns.values()) {
            if (pattern.parameter().matches(text, 0, text.length())) {
              next.add(pattern.branch());
            }
          }
        }
        place.literals.put(text, place(next, covered));
      }
      place.parameters = List.copyOf(patterns.values());
      place.byMatches = byMatches(branches, List.copyOf(patterns.keySet()), covered);
      return place;
    }

    private @Nullable Place[] byMatches(Set<Branch> branches, List<String> shapes, BitSet covered) {
      @Nullable Place[] all = new Place[1 << shapes.size()];
      int any = shapes.indexOf("{" + SegmentType.TEXT + "}");
      int always = any < 0 ? 0 : 1 << any;
      for (int matches = 1; matches < all.length && places <= MAX_PLACES; matches++) {
        if ((matches & always) != always) {
          continue; // no segment is without what matches every segment
        }
        Set<Branch> next = new LinkedHashSet<>();
        for (int i = 0; i < shapes.size(); i++) {
          for (Branch branch : branches) {
            Branch.Pattern pattern = branch.patterns.get(shapes.get(i));
            if (pattern != null && (matches >> i & 1) == 1) {
              next.add(pattern.branch());
            }
          }
        }
        all[matches] = place(next, covered);
      }
      return all;
    }

    private Answers answers(BitSet covered) {
      Answers known = answers.get(covered);
      if (known == null) {
        Set<Scope> all = new LinkedHashSet<>(around);
        for (int i = covered.nextSetBit(0); i >= 0; i = covered.nextSetBit(i + 1)) {
          all.addAll(mounts.get(i).scopes());
        }
        List<Scope> scopes = List.copyOf(all);
        known =
            new Answers(
                frame.endpoint(frame.notFound(), "", frame.chain(scopes, notFound)),
                frame.endpoint(frame.notFound(), "", frame.chain(scopes, encodedSlash)));
        answers.put(covered, known);
      }
      return known;
    }
  }
}
