package io.lokstra.engine;

/**
 * What happens on a connection that left HTTP behind. All of it is called on the I/O thread, one
 * after the other, and must not block.
 */
public interface ConnectionEvents {

  /** Octets came. They lie in {@code octets} only as long as the call lasts. */
  void received(byte[] octets, int from, int to);

  /** The peer takes again what it is sent. */
  void writable();

  /** The peer will send nothing more. */
  void inputEnded();

  /** The connection is gone; nothing comes after this. */
  void closed();

  /** A moment has passed; called a few times a second. */
  void tick(long now);
}
