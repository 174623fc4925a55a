package io.lokstra.internal.websocket;

import org.jspecify.annotations.Nullable;

/** A message for many: encoded once, and packed once, where anybody wants it packed. */
public final class SharedMessage {
  private final Frame plain;
  private volatile @Nullable Frame packed;

  private SharedMessage(int opcode, byte[] payload) {
    plain = Frame.of(opcode, payload);
  }

  /** Text, in UTF-8. */
  public static SharedMessage text(byte[] utf8) {
    return new SharedMessage(Frame.TEXT, utf8);
  }

  /** Octets. */
  public static SharedMessage binary(byte[] octets) {
    return new SharedMessage(Frame.BINARY, octets);
  }

  Frame plain() {
    return plain;
  }

  /** For those who agreed on packing; those before anything is packed twice may pack it twice. */
  Frame packed(Packing packing, int least) {
    if (plain.payload().length < least) {
      return plain;
    }
    Frame known = packed;
    if (known == null) {
      byte[] content = packing.pack(plain.payload());
      known =
          content.length < plain.payload().length
              ? new Frame(plain.first() | Frame.RSV1, content)
              : plain;
      packed = known;
    }
    return known;
  }
}
