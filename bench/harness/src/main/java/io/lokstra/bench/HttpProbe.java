package io.lokstra.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;

/**
 * One GET over a socket of its own, as small as can be: it also times the first answer of a server
 * that is starting.
 */
final class HttpProbe {
  private HttpProbe() {}

  /** What came back: the head's lines as one string, and the body. */
  record Answer(int status, String head, String body) {}

  static Answer get(int port, String path) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(30_000);
      String request =
          "GET " + path + " HTTP/1.1\r\nHost: localhost:" + port + "\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(ISO_8859_1));
      return parse(read(socket.getInputStream()));
    }
  }

  private static String read(InputStream in) throws IOException {
    return new String(in.readAllBytes(), ISO_8859_1);
  }

  static Answer parse(String response) throws IOException {
    int end = response.indexOf("\r\n\r\n");
    if (!response.startsWith("HTTP/1.1 ") || end < 0) {
      throw new IOException("not a whole HTTP/1.1 response: " + response);
    }
    return new Answer(
        Integer.parseInt(response.substring(9, 12)),
        response.substring(0, end),
        response.substring(end + 4));
  }
}
