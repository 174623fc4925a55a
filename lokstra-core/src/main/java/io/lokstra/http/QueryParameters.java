package io.lokstra.http;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Placeholder: the router's worktree brings the real one. */
public interface QueryParameters {
  /** First value. */
  Optional<String> first(String name);

  /** All values. */
  List<String> all(String name);

  /** All names. */
  Set<String> names();
}
