package io.lokstra.internal.files;

import io.lokstra.http.Header;
import java.util.List;

/**
 * How a packed variant of a file is packed.
 *
 * @param token as {@code Accept-Encoding} names it
 * @param end what its name has after that of the file
 * @param field what says so in the answer
 */
record Coding(String token, String end, Header field) {
  /** Those that are looked for; of those a client likes as much, the first. */
  static final List<Coding> ALL = List.of(of("br", ".br"), of("zstd", ".zst"), of("gzip", ".gz"));

  private static Coding of(String token, String end) {
    return new Coding(token, end, Header.of("content-encoding", token));
  }
}
