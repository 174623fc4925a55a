package io.lokstra.devservices.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The programs of one PostgreSQL.
 *
 * @param folder where they are
 * @param version as it says itself: {@code 18.6}
 */
record PostgresPrograms(Path folder, String version) {

  /** Whether all that are needed are in {@code folder}. */
  static boolean areIn(Path folder) {
    for (String each : List.of("pg_ctl", "initdb", "postgres")) {
      if (!Files.isExecutable(folder.resolve(each))) {
        return false;
      }
    }
    return true;
  }

  /**
   * Those in a folder.
   *
   * @throws io.lokstra.dev.DevServiceException when they do not run on this machine
   */
  static PostgresPrograms in(Path folder) throws IOException, InterruptedException {
    Command.Result told =
        Command.run(
            Duration.ofSeconds(10), List.of(folder.resolve("postgres").toString(), "--version"));
    String[] words = told.output().split("\\s+");
    // postgres (PostgreSQL) 15.8 (Debian 15.8-0+deb12u1)
    if (!told.succeeded() || words.length < 3) {
      throw Problem.unable(
          "the PostgreSQL in " + folder + " does not run on this machine: " + told.output(),
          "use one of the machine: dev:postgresql?program=path");
    }
    return new PostgresPrograms(folder, words[2]);
  }

  String major() {
    return version.split("[^0-9]", 2)[0];
  }

  String path(String program) {
    return folder.resolve(program).toString();
  }
}
