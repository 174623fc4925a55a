package io.lokstra.internal.store;

import io.lokstra.store.StoreException;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Values with an end, bounded in number and size. What has ended is removed before anything else is
 * looked at. Not thread-safe.
 */
final class MemoryEntries {
  /** What an entry takes beside its key and value, about. */
  private static final int OVERHEAD = 120;

  /**
   * A value.
   *
   * @param end when it ends, by the clock; meaningless where {@code endless}
   */
  record Entry(String key, byte[] value, boolean endless, long end, long number) {
    long size() {
      return OVERHEAD + 2L * key.length() + value.length;
    }
  }

  private final LinkedHashMap<String, Entry> entries;
  private final TreeSet<Entry> ending;
  private final int maxEntries;
  private final long maxSize;
  private final boolean evicts;
  private final LongSupplier nanos;
  private final long origin;
  private long size;
  private long count;

  MemoryEntries(int maxEntries, long maxSize, boolean evicts, LongSupplier nanos) {
    this.maxEntries = maxEntries;
    this.maxSize = maxSize;
    this.evicts = evicts;
    this.nanos = nanos;
    this.origin = nanos.getAsLong();
    this.entries = new LinkedHashMap<>(16, 0.75f, evicts);
    this.ending =
        new TreeSet<>(Comparator.comparingLong(Entry::end).thenComparingLong(Entry::number));
  }

  /** Nanoseconds since this was made. */
  private long now() {
    return nanos.getAsLong() - origin;
  }

  @Nullable Entry get(String key) {
    removeEnded();
    return entries.get(key);
  }

  /** How many milliseconds an entry has left, rounded up; 0 for ever. */
  long left(Entry entry) {
    return entry.endless() ? 0 : Math.max(1, (entry.end() - now() + 999_999) / 1_000_000);
  }

  /**
   * Puts a value.
   *
   * @param millis how long it stays; 0 for ever
   * @throws StoreException when there is no room
   */
  void put(String key, byte[] value, long millis) {
    replace(
        key, value, millis == 0, now() + Math.min(millis, Long.MAX_VALUE / 4_000_000) * 1_000_000);
  }

  /** Puts another value with the end that the first had. */
  void keepEnd(Entry before, byte[] value) {
    replace(before.key(), value, before.endless(), before.end());
  }

  private void replace(String key, byte[] value, boolean endless, long end) {
    removeEnded();
    Entry entry = new Entry(key, value, endless, end, count++);
    Entry before = entries.get(key);
    long grows = entry.size() - (before == null ? 0 : before.size());
    if (size + grows > maxSize || (before == null && entries.size() >= maxEntries)) {
      makeRoom(key, entry, before);
    }
    remove(key);
    entries.put(key, entry);
    size += entry.size();
    if (!endless) {
      ending.add(entry);
    }
  }

  private void makeRoom(String key, Entry entry, @Nullable Entry before) {
    if (!evicts || entry.size() > maxSize) {
      throw new StoreException(
          "LOK-STO-002",
          "no room in memory for a value of %d bytes: %d entries (max-entries %d), %d bytes (max-size %d)"
              .formatted(entry.value().length, entries.size(), maxEntries, size, maxSize));
    }
    long freed = before == null ? 0 : before.size();
    int gone = before == null ? 0 : 1;
    Iterator<Map.Entry<String, Entry>> eldest = entries.entrySet().iterator();
    while (eldest.hasNext()
        && (size - freed + entry.size() > maxSize || entries.size() - gone >= maxEntries)) {
      Entry each = eldest.next().getValue();
      if (!each.key().equals(key)) {
        eldest.remove();
        forget(each);
      }
    }
  }

  boolean remove(String key) {
    Entry entry = entries.remove(key);
    if (entry == null) {
      return false;
    }
    forget(entry);
    return true;
  }

  private void forget(Entry entry) {
    size -= entry.size();
    if (!entry.endless()) {
      ending.remove(entry);
    }
  }

  private void removeEnded() {
    long now = now();
    while (!ending.isEmpty() && ending.first().end() <= now) {
      remove(ending.first().key());
    }
  }

  int count() {
    removeEnded();
    return entries.size();
  }
}
