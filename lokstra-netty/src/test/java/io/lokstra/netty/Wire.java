package io.lokstra.netty;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A raw socket to a server, and just enough HTTP to read its answers. */
final class Wire implements AutoCloseable {
  private final Socket socket;
  private final InputStream in;

  /** Where the heads that {@link #head} reads are kept as well. */
  List<String> heads = new CopyOnWriteArrayList<>();

  /** One answer. */
  record Answer(int status, Map<String, String> headers, String body, String head) {
    String header(String name) {
      return headers.getOrDefault(name, "");
    }
  }

  Wire(Socket connected) throws IOException {
    socket = connected;
    socket.setSoTimeout(10_000);
    in = socket.getInputStream();
  }

  Wire(int port) throws IOException {
    socket = new Socket();
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(10_000);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    in = socket.getInputStream();
  }

  Wire send(String octets) throws IOException {
    return send(octets.getBytes(StandardCharsets.ISO_8859_1));
  }

  Wire send(byte[] octets) throws IOException {
    socket.getOutputStream().write(octets);
    socket.getOutputStream().flush();
    return this;
  }

  /** Sends the head of a GET. */
  Wire get(String target) throws IOException {
    return send("GET " + target + " HTTP/1.1\r\nHost: test\r\n\r\n");
  }

  Wire endOutput() throws IOException {
    socket.shutdownOutput();
    return this;
  }

  Wire timeout(int millis) throws IOException {
    socket.setSoTimeout(millis);
    return this;
  }

  /** Resets the connection. */
  void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  int read() throws IOException {
    return in.read();
  }

  String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new SocketException("closed after '" + line + "'");
      }
      line.write(c);
    }
    String text = line.toString(StandardCharsets.ISO_8859_1);
    if (!text.endsWith("\r")) {
      throw new IOException("a line without CR: " + text);
    }
    return text.substring(0, text.length() - 1);
  }

  /** Reads the head of a message: its lines, without their CRLF, joined by LF. */
  String head() throws IOException {
    StringBuilder head = new StringBuilder();
    for (String line = line(); !line.isEmpty(); line = line()) {
      head.append(line).append('\n');
    }
    heads.add(head.toString());
    return head.toString();
  }

  /** Reads exactly so many octets. */
  String octets(int count) throws IOException {
    byte[] read = in.readNBytes(count);
    if (read.length < count) {
      throw new SocketException("closed after " + read.length + " of " + count + " octets");
    }
    return text(read);
  }

  Answer answer() throws IOException {
    return answer("GET");
  }

  Answer answer(String method) throws IOException {
    StringBuilder head = new StringBuilder();
    String line = line();
    head.append(line).append('\n');
    int status = Integer.parseInt(line.substring(9, 12));
    Map<String, String> headers = new TreeMap<>();
    for (line = line(); !line.isEmpty(); line = line()) {
      head.append(line).append('\n');
      int colon = line.indexOf(':');
      headers.merge(
          line.substring(0, colon).toLowerCase(Locale.ROOT),
          line.substring(colon + 1).strip(),
          (a, b) -> a + "|" + b);
    }
    String body = "";
    if (!method.equals("HEAD") && status >= 200 && status != 204 && status != 304) {
      if (headers.containsKey("content-length")) {
        body = text(in.readNBytes(Integer.parseInt(headers.get("content-length"))));
      } else if ("chunked".equals(headers.get("transfer-encoding"))) {
        body = chunks();
      } else {
        body = text(in.readAllBytes());
      }
    }
    return new Answer(status, headers, body, head.toString());
  }

  String chunks() throws IOException {
    StringBuilder all = new StringBuilder();
    while (true) {
      int size = Integer.parseInt(line(), 16);
      all.append(text(in.readNBytes(size)));
      if (!line().isEmpty()) {
        throw new IOException("a chunk without its end");
      }
      if (size == 0) {
        return all.toString();
      }
    }
  }

  /** How many octets come before the connection ends, or is cut. */
  long drain() {
    byte[] some = new byte[64 * 1024];
    long received = 0;
    try {
      for (int count = in.read(some); count >= 0; count = in.read(some)) {
        received += count;
      }
    } catch (IOException cut) {
      // By a reset, or a connection of TLS that ends without saying so.
    }
    return received;
  }

  /** Whether the server closes now, without saying more. */
  boolean isClosed() throws IOException {
    try {
      return in.read() < 0;
    } catch (SocketException reset) {
      return true;
    }
  }

  /** Whether the server resets the connection instead of ending it. */
  boolean isReset() throws IOException {
    try {
      while (in.read() >= 0) {
        // what was sent before
      }
      return false;
    } catch (SocketException reset) {
      return true;
    }
  }

  Socket socket() {
    return socket;
  }

  private static String text(byte[] octets) {
    return new String(octets, StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
