package io.lokstra.netty.threads;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * How long the kernel kept an event loop's thread waiting for a processor: time that a call seems
 * to hold its loop, and does not. Without it a busy machine makes every route look like a long one.
 *
 * <p>From {@code /proc/thread-self/schedstat}, whose second number is that time in nanoseconds; on
 * systems that have no such file, nothing is known and nothing is taken off. Confined to the loop
 * whose thread made it; the file closes when this is collected.
 */
public final class ProcessorWait {
  private final @Nullable RandomAccessFile statistics;
  private final byte[] text = new byte[80];
  private long last;

  private ProcessorWait(@Nullable RandomAccessFile statistics) {
    this.statistics = statistics;
    this.last = read();
  }

  /** That of the calling thread. */
  public static ProcessorWait ofThisThread() {
    try {
      return new ProcessorWait(new RandomAccessFile("/proc/thread-self/schedstat", "r"));
    } catch (IOException notLinux) {
      return new ProcessorWait(null);
    }
  }

  /** Nanoseconds waited since this was last asked. A few microseconds: not for every call. */
  public long sinceLast() {
    long now = read();
    long waited = now - last;
    last = now;
    return waited;
  }

  private long read() {
    if (statistics == null) {
      return 0;
    }
    try {
      statistics.seek(0);
      int length = statistics.read(text);
      String[] numbers =
          new String(text, 0, Math.max(length, 0), StandardCharsets.US_ASCII).split(" ");
      return numbers.length < 2 ? 0 : Long.parseLong(numbers[1]);
    } catch (IOException | NumberFormatException unknown) {
      return last;
    }
  }
}
