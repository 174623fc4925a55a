package io.lokstra.bench.attack;

import features.CaseCatalogue.RawCase;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Sends one case after the other, each on a connection of its own, and judges the answers. */
final class RawCases {
  private static final int PATIENCE_MS = 2_000;
  private static final int AFTERWARDS_MS = 300;

  /** How a case came out. */
  enum Outcome {
    /** As the standard has it. */
    RIGHT,
    /** What should have been refused was served. */
    SERVED,
    /** What stood behind a broken message was answered as a request of its own. */
    SMUGGLED,
    /** Neither an answer nor an end within two seconds. */
    NOTHING,
    /** What is right was refused. */
    REFUSED,
    /** It refused, but said that something inside of it had failed (500). */
    FAILED
  }

  private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.[01] [1-5][0-9][0-9][ \r]");

  private RawCases() {}

  static Outcome run(int port, RawCase attack) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MS);
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(PATIENCE_MS);
      send(socket, attack);
      int status = status(socket);
      return switch (attack.rule()) {
        case SERVE ->
            (status >= 100 && status < 400) || status == 404 ? Outcome.RIGHT : Outcome.REFUSED;
        case REFUSE, MAY_REFUSE, BOUND -> {
          if (status < 0) {
            yield Outcome.NOTHING;
          }
          if (status >= 100 && status < 400) {
            yield Outcome.SERVED;
          }
          if (status == 500) {
            yield Outcome.FAILED;
          }
          yield status > 0 && isAnsweredAgain(socket) ? Outcome.SMUGGLED : Outcome.RIGHT;
        }
      };
    }
  }

  private static void send(Socket socket, RawCase attack) throws IOException {
    // Reading begins at once, so that a server which refuses early is heard.
    Thread.startVirtualThread(() -> {
      try {
        socket.getOutputStream().write(attack.bytes());
        if (attack.halfClose()) {
          socket.shutdownOutput();
        }
      } catch (IOException _) {
        // Refused in the middle.
      }
    });
  }

  /** The status; 0 for an end without one, -1 for nothing at all. */
  private static int status(Socket socket) throws IOException {
    InputStream in = new BufferedInputStream(socket.getInputStream(), 12);
    byte[] line = new byte[12];
    try {
      int read = in.readNBytes(line, 0, 12);
      String text = new String(line, 0, read, StandardCharsets.ISO_8859_1);
      return text.matches("HTTP/1\\.[01] [1-5][0-9][0-9]")
          ? Integer.parseInt(text.substring(9))
          : 0;
    } catch (SocketTimeoutException _) {
      return -1;
    } catch (SocketException _) {
      return 0;
    }
  }

  /** Whether a second status line comes. */
  private static boolean isAnsweredAgain(Socket socket) throws IOException {
    socket.setSoTimeout(AFTERWARDS_MS);
    StringBuilder rest = new StringBuilder();
    byte[] buffer = new byte[8_192];
    try {
      for (int count = socket.getInputStream().read(buffer);
          count >= 0 && rest.length() < 1 << 20;
          count = socket.getInputStream().read(buffer)) {
        rest.append(new String(buffer, 0, count, StandardCharsets.ISO_8859_1));
      }
    } catch (SocketTimeoutException | SocketException _) {
      // No more comes.
    }
    return STATUS_LINE.matcher(rest).find();
  }
}
