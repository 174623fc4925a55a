package io.lokstra.internal.websocket;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** The mask that clients lay over what they send (RFC 6455 §5.3), eight octets at a time. */
public final class Masking {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private Masking() {}

  /**
   * Copies {@code count} octets and lays the mask over them, or takes it off: it is the same.
   *
   * @param mask the four octets of the key, the first in the highest place
   * @param phase how many octets of the payload came before
   */
  public static void copy(
      byte[] source, int from, byte[] target, int to, int count, int mask, int phase) {
    int turned = Integer.rotateLeft(mask, 8 * (phase & 3));
    long wide = ((long) turned << 32) | (turned & 0xFFFFFFFFL);
    int i = 0;
    for (; i + 8 <= count; i += 8) {
      LONGS.set(target, to + i, (long) LONGS.get(source, from + i) ^ wide);
    }
    for (; i < count; i++) {
      target[to + i] = (byte) (source[from + i] ^ (turned >>> (24 - 8 * (i & 3))));
    }
  }
}
