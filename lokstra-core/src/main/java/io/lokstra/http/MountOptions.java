package io.lokstra.http;

import io.lokstra.config.ByteSize;
import io.lokstra.config.Default;
import io.lokstra.config.Options;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Something on a path that needs no code: files, a single-page application, or another server.
 *
 * @param name what it is reached by in configuration and called in the table of routes
 * @param path where it is: of {@code files} and {@code spa} the prefix; of {@code proxy} a path as
 *     in code, {@code /catalog/{path...}} for all that is below
 * @param files the files of a folder
 * @param spa those of a single-page application: its page, {@code index.html} unless {@code
 *     fallback} says otherwise, answers where there is no file
 * @param proxy other servers
 * @param middleware around it, outermost first
 * @param without middleware from outside that is left out here
 * @param maxBody the largest body it takes, in place of the listener's limit
 * @param timeout how long a request may take, in place of what holds there
 * @param enabled whether it is there
 */
@Options
record MountOptions(
    String name,
    String path,
    Optional<FilesOptions> files,
    Optional<FilesOptions> spa,
    Optional<Proxy.Options> proxy,
    List<MiddlewareUse> middleware,
    List<String> without,
    @ByteSize @PositiveOrZero Optional<Long> maxBody,
    @Positive Optional<Duration> timeout,
    @Default("true") boolean enabled) {

  /** Checks that it is one thing, and its path. */
  MountOptions {
    int kinds =
        (files.isPresent() ? 1 : 0) + (spa.isPresent() ? 1 : 0) + (proxy.isPresent() ? 1 : 0);
    if (kinds != 1) {
      throw new IllegalArgumentException(
          kinds == 0
              ? "nothing is mounted; say one of files, spa and proxy"
              : "several things are mounted; say one of files, spa and proxy");
    }
    if (!path.startsWith("/")) {
      throw new IllegalArgumentException("path is '%s'; expected a slash first".formatted(path));
    }
    files.ifPresent(FilesOptions::check);
    spa.ifPresent(FilesOptions::check);
  }
}
