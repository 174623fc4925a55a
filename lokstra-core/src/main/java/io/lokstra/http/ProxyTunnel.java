package io.lokstra.http;

import io.lokstra.engine.Duplex;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * Passes octets between two connections that left HTTP, each way at its reader's pace. What one of
 * them said before its end reaches the other: a client that only ends its own sending still gets
 * what the server says; when the server ends, so does the tunnel.
 */
final class ProxyTunnel implements ResponseBody.Upgrade.Speaker {
  private static final int PIECE = 8 * 1024;

  private final Duplex server;

  ProxyTunnel(Duplex server) {
    this.server = server;
  }

  @Override
  public void speak(Duplex client) throws IOException {
    Thread forth = Thread.currentThread();
    Thread back =
        Thread.ofVirtual()
            .name(forth.getName() + " back")
            .start(() -> {
              try (OutputStream to = server.output()) {
                pass(client.input(), to);
              } catch (IOException e) {
                // One of the ends is gone. What the server has said is on its way all the same, and
                // that way ends by itself.
              }
            });
    try {
      pass(server.input(), client.output());
    } finally {
      back.interrupt();
    }
  }

  private static void pass(InputStream from, OutputStream to) throws IOException {
    byte[] piece = new byte[PIECE];
    for (int count = from.read(piece); count >= 0; count = from.read(piece)) {
      to.write(piece, 0, count);
      to.flush();
    }
  }
}
