package io.lokstra.internal.files;

/**
 * Some of the bytes of a representation, all of them there.
 *
 * @param from index of the first
 * @param length how many, at least one
 */
public record ByteRange(long from, long length) {
  /** The index after the last. */
  long end() {
    return from + length;
  }

  /** As {@code Content-Range} says it (RFC 9110 §14.4). */
  String contentRange(long whole) {
    return "bytes " + from + "-" + (end() - 1) + "/" + whole;
  }
}
