package io.lokstra.netty;

import io.lokstra.engine.TlsException;
import io.netty.handler.codec.quic.Quic;
import org.jspecify.annotations.Nullable;

/**
 * Whether QUIC can be had. A class of its own, because the others that need Netty's QUIC cannot
 * even be loaded without it.
 */
final class QuicNatives {
  private QuicNatives() {}

  /**
   * Loads them.
   *
   * @throws TlsException when that fails; the message says what to do
   */
  static void ensure() throws TlsException {
    Throwable missing = missing();
    if (missing != null) {
      throw new TlsException(message(missing), missing);
    }
  }

  private static @Nullable Throwable missing() {
    try {
      return Quic.isAvailable() ? null : Quic.unavailabilityCause();
    } catch (LinkageError notThere) {
      return notThere;
    }
  }

  private static String message(Throwable cause) {
    return "HTTP/3 is asked for (tls.http3.enabled), and Netty's QUIC cannot be had on "
        + System.getProperty("os.name")
        + " "
        + System.getProperty("os.arch")
        + " ("
        + cause
        + "); add io.netty:netty-codec-native-quic of Netty's version with the classifier of the"
        + " platform (linux-x86_64, linux-aarch_64, osx-x86_64, osx-aarch_64, windows-x86_64) to"
        + " the dependencies, on the module path with --add-modules io.netty.codec.classes.quic,"
        + " or turn HTTP/3 off";
  }
}
