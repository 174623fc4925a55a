package io.lokstra.devservices.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The program of one Redis.
 *
 * @param path where it is
 * @param version as it says itself: {@code 6.2.11}
 */
record RedisProgram(Path path, String version) {
  private static final Pattern VERSION = Pattern.compile("\\bv=([0-9]+(?:\\.[0-9]+)*)");

  /**
   * One that is there.
   *
   * @throws io.lokstra.dev.DevServiceException when it does not run on this machine
   */
  static RedisProgram at(Path path) throws IOException, InterruptedException {
    Command.Result told =
        Command.run(Duration.ofSeconds(10), List.of(path.toString(), "--version"));
    Matcher version = VERSION.matcher(told.output());
    if (!told.succeeded() || !version.find()) {
      throw Problem.unable(
          "the Redis at " + path + " does not run on this machine: " + told.output(),
          "install what it lacks, or use one of the machine: dev:redis?program=path");
    }
    return new RedisProgram(path, version.group(1));
  }

  String major() {
    return version.split("\\.", 2)[0];
  }
}
