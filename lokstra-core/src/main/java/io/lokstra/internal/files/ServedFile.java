package io.lokstra.internal.files;

import io.lokstra.http.Headers;
import io.lokstra.internal.web.AcceptEncoding;
import java.util.List;

/**
 * A file with its forms: as it is, and packed. Thread-safe; the two times are hints, and a race
 * about them harms nobody.
 */
final class ServedFile {
  /** What an entry costs beside its bytes, roughly. */
  private static final int OVERHEAD = 2 * 1024;

  private final Snapshot plain;
  private final List<Snapshot> packed;
  private final long weight;
  private final boolean inMemory;
  private volatile long checked;
  private volatile long used;

  ServedFile(Snapshot plain, List<Snapshot> packed, long now) {
    this.plain = plain;
    this.packed = List.copyOf(packed);
    this.checked = now;
    this.used = now;
    long bytes = OVERHEAD;
    boolean all = plain.content() != null;
    for (Snapshot each : packed) {
      bytes += length(each) + OVERHEAD;
      all &= each.content() != null;
    }
    this.inMemory = all;
    this.weight = bytes + length(plain);
  }

  private static long length(Snapshot snapshot) {
    byte[] content = snapshot.content();
    return content == null ? 0 : content.length;
  }

  Snapshot plain() {
    return plain;
  }

  List<Snapshot> packed() {
    return packed;
  }

  /** The form that a request with these fields likes best (RFC 9110 §12.5.3). */
  Snapshot formFor(Headers request) {
    if (packed.isEmpty() || request.indexOf("accept-encoding", 0) < 0) {
      return plain;
    }
    Snapshot best = plain;
    int liking = Math.max(0, AcceptEncoding.weight(request, "identity"));
    for (Snapshot each : packed) {
      int weight =
          each.coding().map(coding -> AcceptEncoding.weight(request, coding.token())).orElse(0);
      if (weight > 0 && (weight > liking || (weight == liking && best == plain))) {
        best = each;
        liking = weight;
      }
    }
    return best;
  }

  /** Whether the bytes of every form are here; else they must be looked for before each answer. */
  boolean isInMemory() {
    return inMemory;
  }

  /** What it takes of memory, in bytes. */
  long weight() {
    return weight;
  }

  /** When it was last known to be as the file system has it, by {@link System#nanoTime()}. */
  long checked() {
    return checked;
  }

  void checked(long now) {
    checked = now;
  }

  /** When it was last asked for. */
  long used() {
    return used;
  }

  void used(long now) {
    used = now;
  }

  /** Whether a tag may turn from weak to strong as time passes. */
  boolean isUnsettled() {
    return plain.tag().weak() || packed.stream().anyMatch(each -> each.tag().weak());
  }
}
