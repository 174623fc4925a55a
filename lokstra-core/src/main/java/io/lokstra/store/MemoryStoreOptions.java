package io.lokstra.store;

import io.lokstra.config.ByteSize;
import io.lokstra.config.Default;
import io.lokstra.config.Options;

/**
 * How much a store in memory may hold. One that is full refuses more; a cache drops what was not
 * asked for the longest.
 *
 * @param namespace what all keys begin with, a colon after it
 * @param maxEntries most values
 * @param maxSize most bytes of keys and values together, about
 */
@Options
public record MemoryStoreOptions(
    @Default("") String namespace,
    @Default("100000") int maxEntries,
    @Default("64MiB") @ByteSize long maxSize) {

  /** Checks the bounds. */
  public MemoryStoreOptions {
    if (maxEntries < 1 || maxSize < 1) {
      throw new IllegalArgumentException(
          "max-entries is %d and max-size %d; expected 1 or more of each"
              .formatted(maxEntries, maxSize));
    }
  }

  /** 100,000 values, 64 MiB. */
  public static MemoryStoreOptions defaults() {
    return new MemoryStoreOptions("", 100_000, 64 << 20);
  }

  /** Of this size. */
  public MemoryStoreOptions withSize(int entries, long bytes) {
    return new MemoryStoreOptions(namespace, entries, bytes);
  }
}
