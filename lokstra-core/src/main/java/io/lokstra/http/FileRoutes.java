package io.lokstra.http;

import io.lokstra.internal.files.FileServing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The routes that {@link Routes#files} adds. */
final class FileRoutes {
  /** A slow line and a large file must not meet the limit of a call that works something out. */
  private static final Duration LONGEST = Duration.ofHours(1);

  private FileRoutes() {}

  static <S extends Routes<S>> S add(
      Routes<S> routes, String prefix, StaticFiles files, RouteOption... options) {
    String below = prefix.endsWith("/") ? prefix : prefix + "/";
    List<RouteOption> all = new ArrayList<>();
    all.add(RouteOption.timeout(LONGEST));
    all.addAll(List.of(options));
    if (below.length() > 1) {
      List<RouteOption> unnamed = new ArrayList<>(all);
      unnamed.removeIf(RouteOption.Name.class::isInstance);
      var _ =
          routes.get(
              below.substring(0, below.length() - 1),
              FileServing::toFolder,
              unnamed.toArray(new RouteOption[0]));
    }
    return routes.get(
        below + "{" + StaticFiles.CAPTURED + "...}", files, all.toArray(new RouteOption[0]));
  }
}
